"""Registers the room that knows people, their factors and their sessions, and nothing about tenants."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"
