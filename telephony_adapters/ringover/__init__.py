"""Ringover: calls by signed webhooks."""
