from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"
    verbose_name = "Information et consentement"

    def ready(self) -> None:
        from consent.charter_services import give_default_texts
        from practices.opened import on_opening

        on_opening(self.name, give_default_texts)
