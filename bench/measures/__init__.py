"""One file a family of rows: how the work is done, how its floor is, and what is asked of it."""
