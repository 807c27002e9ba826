"""Dates, hours, telephones and ages as French people say and write them. Pure: no request, no database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers

from core import home_day

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
HOME_ZONE = home_day.HOME_ZONE
# The words people use for the zones of the territories; the others keep their city.
ZONES = {"Indian/Reunion": "La Réunion", "Indian/Mayotte": "Mayotte", "America/Cayenne": "Guyane"}


def local(moment: datetime, zone: str) -> datetime:
    """The instant as the clocks of `zone` show it."""
    return moment.astimezone(ZoneInfo(zone))


def long_day(day: date, *, with_year: bool = False) -> str:
    """« lundi 23 novembre », « mercredi 1er janvier 2027 »."""
    year = f" {day.year}" if with_year else ""
    return f"{DAYS[day.weekday()]} {_number(day)} {MONTHS[day.month - 1]}{year}"


def day_of_week(day: date) -> str:
    """« lundi 23 », where the month is said above."""
    return f"{DAYS[day.weekday()]} {_number(day)}"


def week(monday: date) -> str:
    """« semaine du 23 au 29 novembre 2026 », the two months or years when they differ."""
    sunday = date.fromordinal(monday.toordinal() + 6)
    first = _number(monday)
    if monday.month != sunday.month:
        first += f" {MONTHS[monday.month - 1]}" + (f" {monday.year}" if monday.year != sunday.year else "")
    return f"semaine du {first} au {_number(sunday)} {MONTHS[sunday.month - 1]} {sunday.year}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def short_day(day: date) -> str:
    """« 12/03/1984 »."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def hour(moment: datetime) -> str:
    """« 09:00 », in the zone the moment carries; « 02:30 (heure d'été) » on the night when that hour comes twice."""
    return f"{moment:%H:%M}{_which(moment)}"


def _which(moment: datetime) -> str:
    """The clocks go back from summer time: the first of the two hours is the summer's."""
    first, second = moment.replace(fold=0).utcoffset(), moment.replace(fold=1).utcoffset()
    if first is None or second is None or first <= second:  # the same offset, or the hour that does not exist
        return ""
    return " (heure d'hiver)" if moment.fold else " (heure d'été)"


def when(moment: datetime, zone: str) -> str:
    """« lundi 23 novembre à 09:00 », on the clocks of `zone`."""
    there = local(moment, zone)
    return f"{long_day(there.date())} à {hour(there)}"


def zone_name(zone: str) -> str:
    """What to say after « heure de », or nothing when the clocks are those of metropolitan France."""
    return "" if zone == HOME_ZONE else ZONES.get(zone, zone.rpartition("/")[2].replace("_", " "))


def phone(number: str) -> str:
    """« 01 99 00 12 34 » for a French E.164 number, the international form for others, the text itself if unread."""
    try:
        read = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    national = phonenumbers.format_number(read, style.NATIONAL)
    return national if read.country_code == 33 else phonenumbers.format_number(read, style.INTERNATIONAL)


def age(birth: date, today: date) -> str:
    """« 42 ans », « 8 mois »."""
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    return f"{months // 12} ans" if months >= 24 else f"{max(months, 0)} mois"


def minutes(total: int) -> str:
    """« 15 min », « 1 h 30 »."""
    hours, rest = divmod(total, 60)
    if not hours:
        return f"{total} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def delay(hours: int) -> str:
    """« 36 h », « 2 jours »."""
    return f"{hours // 24} jours" if hours >= 48 and hours % 24 == 0 else f"{hours} h"


def count(number: int, one: str, many: str = "") -> str:
    """« 1 patient », « 2 patients »."""
    return f"{number} {one if number < 2 else many or one + 's'}"
