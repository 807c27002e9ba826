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
# These may also be None: no quota, no later door.
OPTIONAL_LIMITS: dict[str, tuple[int, int]] = {
    "daily_quota": (1, 500),
    "partner_release_hours": (0, 17_520),
    "web_release_hours": (0, 17_520),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTerms:
    """Durations in minutes. `step_minutes` None means the duration itself.

    `daily_quota`: visits a day of one agenda. `partner_release_hours`, `web_release_hours`: hours before the
    start from which that door opens; the telephone always comes first and the web never before partners.
    """

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
    partner_release_hours: int | None = None
    web_release_hours: int | None = None
    daily_quota: int | None = None
    public_instructions: str = ""
    colour: str = "bleu"
    position: int = 0

    def columns(self) -> dict[str, object]:
        """Column name → value, checked. Raises InvalidInput naming every number out of its limits, and the web's
        release when it comes before the partners'."""
        values = {name: getattr(self, name) for name in self.__slots__}
        if self.step_minutes is None:
            values["step_minutes"] = self.duration_minutes
        wrong = [
            FieldError(name, "out-of-range", f"Entre {least} et {most}.")
            for name, (least, most) in (LIMITS | OPTIONAL_LIMITS).items()
            if not (least <= values[name] <= most if values[name] is not None else name in OPTIONAL_LIMITS)
        ]
        if self.web_comes_before_partners:
            wrong.append(
                FieldError("web_release_hours", "before-partners", "Le web n'ouvre pas avant les partenaires.")
            )
        if wrong:
            raise InvalidInput(errors=wrong)
        return values

    @property
    def web_comes_before_partners(self) -> bool:
        """Whether the order of the doors is broken: telephone, then partners, then the web."""
        if not (self.by_web and self.by_partner) or self.partner_release_hours is None:
            return False
        return self.web_release_hours is None or self.web_release_hours > self.partner_release_hours
