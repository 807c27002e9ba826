from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Journal"

    def ready(self) -> None:
        from audit.refusals import journal_refusal
        from core.problems import on_refusal

        on_refusal(journal_refusal)
