"""Rows to be acted on after the commit: enqueue and claim, nothing else. Knows no vendor and no message text."""
