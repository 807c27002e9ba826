"""Who may sign in, and how: people, passwords, second factor, lockout."""

AUTHENTICATION_MIDDLEWARE: list[str] = []
