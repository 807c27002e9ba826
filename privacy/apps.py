from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Protection des données"

    def ready(self) -> None:
        from patients.belongings import register
        from privacy.hold_belongings import HoldBelongings

        register("privacy.holds", HoldBelongings())
