"""Who may sign in, and how: people, passwords, second factor, lockout."""

AUTH_USER_MODEL = "accounts.User"

AUTHENTICATION_MIDDLEWARE: list[str] = []
