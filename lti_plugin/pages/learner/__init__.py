"""What a learner sees."""
