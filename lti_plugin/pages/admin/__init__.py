"""What an L&D admin sees."""
