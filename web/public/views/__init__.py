"""Pages without a sign-in."""
