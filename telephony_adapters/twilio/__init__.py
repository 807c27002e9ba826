"""Twilio: calls and short messages by signed forms, short messages out by their interface."""
