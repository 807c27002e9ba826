from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from config import start_checks  # noqa: F401 - registers the checks of `manage.py`
