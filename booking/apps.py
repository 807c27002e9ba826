from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = "Rendez-vous"

    def ready(self) -> None:
        from booking.belongings import AgendaBelongings
        from booking.erasable import AgendaErasable
        from patients import belongings, erasable

        belongings.register(self.name, AgendaBelongings())
        erasable.register(self.name, AgendaErasable())
