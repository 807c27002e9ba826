from django.apps import AppConfig


class OnlineConfig(AppConfig):
    name = "online"
    verbose_name = "Rendez-vous en ligne"

    def ready(self) -> None:
        from online.belongings import OnlineBelongings
        from online.erasable import OnlineErasable
        from patients import belongings, erasable

        belongings.register(self.name, OnlineBelongings())
        erasable.register(self.name, OnlineErasable())
