"""What the patient's file shows beside identity and visits: information, choices, shared items."""

from typing import Any

from consent.errors import NoNoticeInForce
from consent.purposes import Purpose
from consent.queries import collected_under, current_notice, is_stopped, notice_due, records_of, standings_of
from core.scoping import Actor
from patients.models import Patient
from patients.queries import may_write
from patients.shared_items import shared_items_of
from practices.permissions import Permission, can
from practices.zones import zone_of
from web.desk.forms import MeasureForm, ShareForm
from web.desk.presenters.attendance import attendance_card
from web.desk.presenters.choices import choices, told
from web.desk.presenters.sharing import shared_lines


def cards(actor: Actor, known: Patient) -> dict[str, Any]:
    """The context of the cards."""
    first = collected_under(known.practice_id, known.id)
    zone = zone_of(known.practice_id)
    attendance = attendance_card(known.practice_id, known.id)
    return {
        "attendance": attendance,
        "may_decide": may_write(actor, Permission.ATTENDANCE_DECIDE, known),
        "measure_form": MeasureForm(initial={"grade": attendance.proposed}),
        "collected": told(first, zone) if first else None,
        "told": [told(record, zone) for record in records_of(known.practice_id, known.id)],
        "notice_due": notice_due(known.practice_id, known.id),
        "choices": choices(standings_of(known.practice_id, known.id), _texts(known), zone),
        "may_tell": can(actor, Permission.NOTICE_RECORD, known.practice_id),
        "may_choose": may_write(actor, Permission.CONSENT_RECORD, known),
        "may_share": may_write(actor, Permission.SHARED_ITEM_SHARE, known),
        "shared": shared_lines(shared_items_of(actor, known.id), zone),
        "sharing_stopped": is_stopped(known.practice_id, known.id, Purpose.PREPARATION),
        "share_form": ShareForm(),
    }


def _texts(known: Patient) -> dict[Purpose, Any]:
    """The text to read before a consent; a practice that published none asks for none."""
    try:
        return {Purpose.PREPARATION: current_notice(known.practice_id, purpose=Purpose.PREPARATION)}
    except NoNoticeInForce:
        return {}
