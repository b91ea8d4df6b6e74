"""What the API takes and gives: every field with its meaning, its unit and an example."""
