"""The bars, one per place of work: the place's own sections, then the other places of whoever reads it."""

from collections.abc import Mapping

from web.bar import Section
from web.desk import menu as desk
from web.management import menu as management
from web.office import menu as office
from web.places import WORK_PLACES
from web.planning import menu as planning

OWN: Mapping[str, tuple[Section, ...]] = {
    "planning": planning.SECTIONS,
    "management": management.SECTIONS,
    "desk": desk.SECTIONS,
    "office": office.SECTIONS,
}
# The desk's own sections lead to a practitioner's agenda and messages already.
LED_TO = {"desk": {"planning"}}


def sections_at(place: str) -> list[Section]:
    """`place` is the key of a place of work."""
    named = {place} | LED_TO.get(place, set())
    return [*OWN[place], *(one for one in WORK_PLACES if one.key not in named)]
