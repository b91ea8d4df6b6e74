"""Every revision of the database, oldest to newest; see `python -m migrations`."""
