"""The application around the recommender and the connectors."""
