"""Tables and, beside each, its queries as plain functions that take a session."""
