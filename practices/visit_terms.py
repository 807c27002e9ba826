"""What a visit reason says about time, doors and public; every wrong number is refused by name."""

from dataclasses import dataclass

from core.errors import FieldError, InvalidInput

LIMITS: dict[str, tuple[int, int]] = {
    "duration_minutes": (1, 1440),
    "step_minutes": (1, 1440),
    "buffer_before_minutes": (0, 240),
    "buffer_after_minutes": (0, 240),
    "min_notice_minutes": (0, 86_400),
    "booking_window_days": (1, 730),
    "position": (0, 1000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTerms:
    """Durations in minutes. `step_minutes` None means the duration itself."""

    duration_minutes: int
    step_minutes: int | None = None
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    min_notice_minutes: int = 0
    booking_window_days: int = 90
    open_to_new_patients: bool = True
    open_to_known_patients: bool = True
    by_phone: bool = True
    by_web: bool = False
    by_partner: bool = False
    public_instructions: str = ""
    colour: str = "bleu"
    position: int = 0

    def columns(self) -> dict[str, object]:
        """Column name → value, checked. Raises InvalidInput naming every number out of its limits."""
        values = {name: getattr(self, name) for name in self.__slots__}
        if self.step_minutes is None:
            values["step_minutes"] = self.duration_minutes
        wrong = [
            FieldError(name, "out-of-range", f"Entre {least} et {most}.")
            for name, (least, most) in LIMITS.items()
            if not least <= values[name] <= most
        ]
        if wrong:
            raise InvalidInput(errors=wrong)
        return values
