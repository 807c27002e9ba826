from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = "Rendez-vous"

    def ready(self) -> None:
        from booking.belongings import AgendaBelongings
        from patients.belongings import register

        register(self.name, AgendaBelongings())
