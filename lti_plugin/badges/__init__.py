"""Open Badges as a protocol: documents, proofs, status lists, baking. No storage, no web."""
