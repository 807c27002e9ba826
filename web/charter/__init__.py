"""The charter and the secrecy contract: read and accept, read again, publish."""
