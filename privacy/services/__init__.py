"""The verbs of this room, one idea a file."""
