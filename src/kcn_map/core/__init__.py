"""The ground: values that flow, the schema of the data, findings, and a cache."""
