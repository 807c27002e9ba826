from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Patients"

    def ready(self) -> None:
        from patients.belongings import register
        from patients.own_belongings import OwnBelongings

        register(self.name, OwnBelongings())
