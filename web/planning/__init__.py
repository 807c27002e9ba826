"""The practitioner's own place: today their messages."""
