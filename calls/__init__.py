"""Calls: sessions folded from what telephones say, and what is done while somebody is on the line."""
