from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "calls"
    verbose_name = "Appels"

    def ready(self) -> None:
        from calls.erasable import CallErasable
        from patients import erasable

        erasable.register(self.name, CallErasable())
