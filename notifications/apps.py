from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages aux patients"

    def ready(self) -> None:
        from calls import sms_readers
        from calls.services import escalation
        from consent.services.guardian_links import TOPICS
        from notifications import topics
        from notifications.calling import ask_which_to_keep, ring_displaced
        from notifications.codes import tell_account_code, tell_code, tell_idle_account, tell_owner_code
        from notifications.earlier import may_be_offered, tell_earlier
        from notifications.erasable import MessageErasable
        from notifications.escalations import tell_practitioner
        from notifications.guardian_way import tell_guardian
        from notifications.kinds import Kind
        from notifications.sms_facts import read
        from online.services import offering, unplaced, unshown
        from online.services.accounts import TOPIC as ACCOUNT_CODE
        from online.services.codes import TOPIC
        from online.services.idle_accounts import TOPIC as ACCOUNT_IDLE
        from online.services.offering import TOPIC as EARLIER
        from online.services.owners import TOPIC as OWNER_CODE
        from patients import erasable

        for topic, teller in (
            (TOPIC, tell_code),
            (OWNER_CODE, tell_owner_code),
            (ACCOUNT_CODE, tell_account_code),
            (ACCOUNT_IDLE, tell_idle_account),
        ):
            topics.register(topic, Kind.CODE, teller)
        topics.register(EARLIER, Kind.EARLIER, tell_earlier)
        for topic in TOPICS:
            topics.register(topic, Kind.GUARDIAN, tell_guardian)
        offering.register(may_be_offered)
        unplaced.register(ring_displaced)
        unshown.register(ask_which_to_keep)
        topics.register(escalation.TOPIC, Kind.ALERT, tell_practitioner)
        sms_readers.register(self.name, read)
        erasable.register(self.name, MessageErasable())
