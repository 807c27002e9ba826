from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "calls"
    verbose_name = "Appels"

    def ready(self) -> None:
        from calls.belongings import MessageBelongings
        from calls.erasable import CallErasable
        from patients import belongings, erasable

        erasable.register(self.name, CallErasable())
        belongings.register(self.name, MessageBelongings())
