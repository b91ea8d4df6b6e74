"""Reads skill taxonomies, public ones or the customer's own, as plain records."""
