"""Practices, locations, practitioners, visit reasons, memberships, delegations: who may act where."""
