"""One idea a file: each checks its own permission through the service or query it calls."""
