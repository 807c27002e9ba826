"""The database engine: Django's PostgreSQL backend that opens each transaction with the signed context."""
