from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Journal"

    def ready(self) -> None:
        from audit.key_acts import journal_key_acts
        from audit.refusals import journal_refusal
        from core.problems import on_refusal
        from crypto.journal import keep_journal

        on_refusal(journal_refusal)
        keep_journal(journal_key_acts)
