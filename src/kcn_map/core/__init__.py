"""The values of each step, the schema of the data, findings, errors, and a cache."""
