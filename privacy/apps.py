from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Protection des données"

    def ready(self) -> None:
        from calls import sound
        from notifications import topics
        from notifications.kinds import Kind
        from patients import belongings, erasable
        from privacy.death_belongings import DeathBelongings
        from privacy.death_erasable import DeathErasable
        from privacy.hold_belongings import HoldBelongings
        from privacy.hold_erasable import HoldErasable
        from privacy.rights_belongings import RightsBelongings
        from privacy.rights_erasable import RightsErasable
        from privacy.services.instructions import order_sound_destroyed

        belongings.register("privacy.holds", HoldBelongings())
        belongings.register("privacy.deaths", DeathBelongings())
        erasable.register("privacy.deaths", DeathErasable())
        erasable.register("privacy.holds", HoldErasable())
        sound.register(order_sound_destroyed)
        from privacy.letter_teller import RECIPIENT_TOPIC, TOPIC, send_letter, send_to_recipient

        topics.register(TOPIC, Kind.LETTER, send_letter)
        topics.register(RECIPIENT_TOPIC, Kind.LETTER, send_to_recipient)
        belongings.register("privacy.rights", RightsBelongings())
        erasable.register("privacy.rights", RightsErasable())
