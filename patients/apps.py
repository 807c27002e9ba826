from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Patients"

    def ready(self) -> None:
        from crypto.token_holders import keep_tokens
        from patients import belongings, erasable
        from patients.erasable_below import EvidenceErasable, TracesErasable
        from patients.own_belongings import OwnBelongings
        from patients.own_erasable import OwnErasable
        from patients.retokening import NirTokens

        belongings.register(self.name, OwnBelongings())
        erasable.register(self.name, OwnErasable())
        erasable.register("consent", EvidenceErasable())
        erasable.register("traces", TracesErasable())
        keep_tokens(self.name, NirTokens())
