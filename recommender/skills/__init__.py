"""What people can do and what roles ask for."""
