"""Things done in the background."""
