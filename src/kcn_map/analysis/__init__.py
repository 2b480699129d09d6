"""From tables and layers to answers: join, aggregate, query, text search, diff."""
