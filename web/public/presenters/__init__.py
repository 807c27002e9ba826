"""What the public pages show, ready to be read."""
