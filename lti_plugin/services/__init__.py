"""One question each, answered from the store and the recommender."""
