from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Noyau"

    def ready(self) -> None:
        """Queries may say `column__among=…` from here on."""
        from core import among as among
