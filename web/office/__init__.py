"""The screens of data protection, at /registre/: what is processed and why, and what was done about it."""
