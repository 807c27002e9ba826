"""Peers that really speak: an exchange's interface, a telephone, a gateway and an operator, on loopback, for a test."""
