"""The routes of data protection, one idea a file."""
