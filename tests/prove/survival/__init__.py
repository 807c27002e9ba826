"""Messages of a whole installation of its own, whose every part is killed while it works."""
