from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "instructions"
    verbose_name = "Consignes"

    def ready(self) -> None:
        from instructions.belongings import UrgencyBelongings
        from instructions.erasable import UrgencyErasable
        from patients import belongings, erasable

        belongings.register(self.name, UrgencyBelongings())
        erasable.register(self.name, UrgencyErasable())
