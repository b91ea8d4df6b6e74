"""Turns a learning platform or a folder of files into plain records."""
