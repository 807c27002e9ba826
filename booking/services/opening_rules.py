"""Weekly openings: added, followed by others, ended. A rule is never edited: the past keeps its openings."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID

from booking.local_time import MIDNIGHT
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import OpeningRule
from booking.openings import Agenda
from booking.services.timetable import (
    PAST,
    Effect,
    check_not_past,
    editable,
    journal_opening,
    reviewed,
    today_at,
)
from core.errors import InvalidInput, NotFound
from core.scoping import Actor, Channel

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A weekly opening: `weekday` 0 is Monday, a `closes` of 00:00 is midnight, `valid_until` is the last day."""

    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None = None
    every_weeks: int = 1


@in_one_transaction
def add_opening_rule(*, actor: Actor, practitioner_role_id: UUID, terms: RuleTerms) -> Effect[OpeningRule]:
    """Open an agenda every week (or every n weeks), from today on at the earliest.

    Raises NotFound, Forbidden, InvalidInput.
    """
    agenda = editable(actor, practitioner_role_id)
    check_rule(terms)
    check_not_past(actor, agenda, "valid_from", terms.valid_from)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    rule = _written(agenda, terms)
    journal_opening(actor, agenda, "opening_rule", rule.id)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], rule)


@in_one_transaction
def change_opening_rule(*, actor: Actor, opening_rule_id: UUID, terms: RuleTerms) -> Effect[OpeningRule]:
    """From the day `terms.valid_from` on, the rule reads so; until the eve it stays what it was.

    One that had not begun by then is replaced, from its own first day at the earliest. Every other week
    stays the same every other week. Raises NotFound, Forbidden, InvalidInput.
    """
    former, agenda = _locked(actor, opening_rule_id)
    check_not_past(actor, agenda, "valid_from", terms.valid_from)
    if former.valid_until is not None and terms.valid_from > former.valid_until:
        raise InvalidInput.at("valid_from", "after-end", "Cette règle a déjà pris fin à cette date.")
    first = max(terms.valid_from, former.valid_from)
    terms = replace(terms, valid_from=_in_step(former, terms.every_weeks, first))
    check_rule(terms)
    _shorten(former, first - DAY)
    rule = _written(agenda, terms)
    journal_opening(actor, agenda, "opening_rule", rule.id, former=opening_rule_id, first_day=first)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], rule)


@in_one_transaction
def end_opening_rule(*, actor: Actor, opening_rule_id: UUID, last_day: date) -> Effect[OpeningRule | None]:
    """End a rule after `last_day`, yesterday at the earliest; one that never began is removed (None).

    Raises NotFound, Forbidden, InvalidInput.
    """
    rule, agenda = _locked(actor, opening_rule_id)
    changed_from = min(last_day, rule.valid_until or last_day)
    if changed_from < today_at(agenda) - DAY and actor.channel is not Channel.SYSTEM:
        raise InvalidInput.at("last_day", "past", PAST)
    kept = _shorten(rule, last_day)
    journal_opening(actor, agenda, "opening_rule", opening_rule_id, last_day=last_day)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], kept)


def check_rule(terms: RuleTerms) -> None:
    """Raises InvalidInput naming the field."""
    check_hours(terms.opens, terms.closes)
    if not 0 <= terms.weekday <= 6:
        raise InvalidInput.at("weekday", "out-of-range", "Le jour va de 0 (lundi) à 6 (dimanche).")
    if not 1 <= terms.every_weeks <= 52:
        raise InvalidInput.at("every_weeks", "out-of-range", "La fréquence va de 1 à 52 semaines.")
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        raise InvalidInput.at("valid_until", "end-before-start", "La fin doit suivre le début.")


def check_hours(opens: time, closes: time) -> None:
    """Raises InvalidInput."""
    if closes != MIDNIGHT and closes <= opens:
        raise InvalidInput.at("closes", "end-before-start", "La fermeture doit suivre l'ouverture.")
    if opens.tzinfo or closes.tzinfo:
        raise InvalidInput.at("opens", "not-wall-clock", "Donnez une heure locale, sans fuseau.")


def _locked(actor: Actor, opening_rule_id: UUID) -> tuple[OpeningRule, Agenda]:
    """The rule as it stands once its agenda is locked. Raises NotFound, Forbidden."""
    rows = OpeningRule.objects.filter(pk=opening_rule_id, practice_id__in=actor.practice_ids)
    seen = rows.first()
    if seen is None:
        raise NotFound()
    agenda = editable(actor, seen.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    rule = rows.first()
    if rule is None:
        raise NotFound()
    return rule, agenda


def _written(agenda: Agenda, terms: RuleTerms) -> OpeningRule:
    return OpeningRule.objects.create(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        weekday=terms.weekday,
        starts_at_time=terms.opens,
        ends_at_time=terms.closes,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        every_weeks=terms.every_weeks,
    )


def _shorten(rule: OpeningRule, last_day: date) -> OpeningRule | None:
    if last_day < rule.valid_from:
        rule.delete()
        return None
    rule.valid_until = last_day
    rule.save(update_fields=["valid_until"])
    return rule


def _in_step(former: OpeningRule, every_weeks: int, first: date) -> date:
    """The first day from `first` on whose week counts, when the rhythm is the former one."""
    if every_weeks != former.every_weeks or every_weeks < 2:
        return first
    monday = first - timedelta(days=first.weekday())
    origin = former.valid_from - timedelta(days=former.valid_from.weekday())
    late = (monday - origin).days // 7 % every_weeks
    return monday + timedelta(weeks=every_weeks - late) if late else first
