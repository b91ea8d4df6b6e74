"""Runs the command line with `python -m lti_plugin`."""

from lti_plugin.cli import main

main()
