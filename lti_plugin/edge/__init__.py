"""What pages and API share at the edge: whose a request is, and who may show the answer."""
