"""What the shell asks of the person signed in."""
