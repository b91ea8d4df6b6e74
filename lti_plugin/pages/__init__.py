"""Every page: read, decide, render."""
