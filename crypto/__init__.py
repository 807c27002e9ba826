"""Keys and sealed fields: what a stolen database must not tell. Knows nothing of people, roles or the journal."""
