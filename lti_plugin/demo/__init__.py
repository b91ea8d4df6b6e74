"""A small Moodle look-alike with a demo organisation, to try Fingerpost without a Moodle."""
