from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Protection des données"

    def ready(self) -> None:
        from notifications import topics
        from patients import belongings, erasable
        from privacy.death_belongings import DeathBelongings
        from privacy.death_erasable import DeathErasable
        from privacy.hold_belongings import HoldBelongings
        from privacy.hold_erasable import HoldErasable
        from privacy.rights_belongings import RightsBelongings
        from privacy.rights_erasable import RightsErasable

        belongings.register("privacy.holds", HoldBelongings())
        belongings.register("privacy.deaths", DeathBelongings())
        erasable.register("privacy.deaths", DeathErasable())
        erasable.register("privacy.holds", HoldErasable())
        from privacy.letter_teller import TOPIC, send_letter

        topics.register(TOPIC, send_letter)
        belongings.register("privacy.rights", RightsBelongings())
        erasable.register("privacy.rights", RightsErasable())
