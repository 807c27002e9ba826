from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Protection des données"

    def ready(self) -> None:
        from patients import belongings, erasable
        from privacy.hold_belongings import HoldBelongings
        from privacy.hold_erasable import HoldErasable

        belongings.register("privacy.holds", HoldBelongings())
        erasable.register("privacy.holds", HoldErasable())
