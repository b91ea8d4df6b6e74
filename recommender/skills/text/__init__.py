"""Skills and job titles found in what people write."""
