from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from config import garbage, openapi, start_checks  # noqa: F401 - two register themselves

        garbage.settle()
