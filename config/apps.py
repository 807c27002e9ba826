from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from config import openapi, start_checks  # noqa: F401 - both register themselves
