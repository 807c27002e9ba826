"""Every way to open or shut an agenda from its own pages: a form, a verb of booking, the words around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms

from booking import services
from booking.models import AbsenceReason
from booking.services import Effect, RuleTerms
from core.scoping import Actor
from practices.models import PractitionerRole
from practices.permissions import Permission
from web.planning.forms import AbsenceForm, ClosureForm, EndForm, ExceptionForm, NothingToType, RuleForm


@dataclass(frozen=True, slots=True)
class Addition:
    """Something new in an agenda; `apply` is given what was typed, valid."""

    title: str
    form: type[forms.Form]
    permission: Permission
    apply: Callable[[Actor, PractitionerRole, Any], Effect[object]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the agenda that becomes another one, or ends."""

    title: str
    form: type[forms.Form]
    permission: Permission
    apply: Callable[[Actor, PractitionerRole, UUID, Any], Effect[object]]


def _terms(form: forms.Form) -> RuleTerms:
    told = form.cleaned_data
    return RuleTerms(
        weekday=told["weekday"],
        opens=told["opens"],
        closes=told["closes"],
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
        every_weeks=told["every_weeks"],
    )


def _add_rule(actor: Actor, role: PractitionerRole, form: forms.Form) -> Effect[object]:
    return services.add_opening_rule(actor=actor, practitioner_role_id=role.id, terms=_terms(form))


def _change_rule(actor: Actor, role: PractitionerRole, row: UUID, form: forms.Form) -> Effect[object]:
    return services.change_opening_rule(actor=actor, opening_rule_id=row, terms=_terms(form))


def _end_rule(actor: Actor, role: PractitionerRole, row: UUID, form: forms.Form) -> Effect[object]:
    return services.end_opening_rule(actor=actor, opening_rule_id=row, last_day=form.cleaned_data["last_day"])


def _add_exception(actor: Actor, role: PractitionerRole, form: forms.Form) -> Effect[object]:
    return services.add_opening_exception(actor=actor, practitioner_role_id=role.id, **form.cleaned_data)


def _remove_exception(actor: Actor, role: PractitionerRole, row: UUID, form: forms.Form) -> Effect[object]:
    return services.remove_opening_exception(actor=actor, opening_exception_id=row)


def _add_absence(actor: Actor, role: PractitionerRole, form: AbsenceForm) -> Effect[object]:
    start, end = form.period(role.location.timezone)
    return services.add_absence(
        actor=actor,
        practice_id=role.practice_id,
        practitioner_id=role.practitioner_id,
        start=start,
        end=end,
        reason_code=AbsenceReason(form.cleaned_data["reason_code"]),
    )


def _change_absence(actor: Actor, role: PractitionerRole, row: UUID, form: AbsenceForm) -> Effect[object]:
    start, end = form.period(role.location.timezone)
    return services.change_absence(
        actor=actor,
        practice_id=role.practice_id,
        absence_id=row,
        start=start,
        end=end,
        reason_code=AbsenceReason(form.cleaned_data["reason_code"]),
    )


def _remove_absence(actor: Actor, role: PractitionerRole, row: UUID, form: forms.Form) -> Effect[object]:
    return services.remove_absence(actor=actor, practice_id=role.practice_id, absence_id=row)


def _add_closure(actor: Actor, role: PractitionerRole, form: ClosureForm) -> Effect[object]:
    start, end = form.period(role.location.timezone)
    return services.add_closure(actor=actor, location_id=role.location_id, start=start, end=end)


def _change_closure(actor: Actor, role: PractitionerRole, row: UUID, form: ClosureForm) -> Effect[object]:
    start, end = form.period(role.location.timezone)
    return services.change_closure(actor=actor, closure_id=row, start=start, end=end)


def _remove_closure(actor: Actor, role: PractitionerRole, row: UUID, form: forms.Form) -> Effect[object]:
    return services.remove_closure(actor=actor, closure_id=row)


_OPENING, _ABSENCE, _CLOSURE = Permission.OPENING_EDIT, Permission.ABSENCE_EDIT, Permission.CLOSURE_EDIT
# The keys are the words of addresses.
ADDITIONS: Mapping[str, Addition] = MappingProxyType(
    {
        "plage": Addition("Ajouter une plage hebdomadaire", RuleForm, _OPENING, _add_rule),
        "ouverture": Addition("Ouvrir un jour", ExceptionForm, _OPENING, _add_exception),
        "absence": Addition("Inscrire une absence", AbsenceForm, _ABSENCE, _add_absence),
        "fermeture": Addition("Fermer le lieu", ClosureForm, _CLOSURE, _add_closure),
    }
)
CORRECTIONS: Mapping[str, Correction] = MappingProxyType(
    {
        "plage": Correction("Changer une plage", RuleForm, _OPENING, _change_rule),
        "fin-de-plage": Correction("Mettre fin à une plage", EndForm, _OPENING, _end_rule),
        "sans-ouverture": Correction("Retirer l'ouverture d'un jour", NothingToType, _OPENING, _remove_exception),
        "absence": Correction("Changer une absence", AbsenceForm, _ABSENCE, _change_absence),
        "sans-absence": Correction("Retirer une absence", NothingToType, _ABSENCE, _remove_absence),
        "fermeture": Correction("Changer une fermeture", ClosureForm, _CLOSURE, _change_closure),
        "sans-fermeture": Correction("Rouvrir le lieu", NothingToType, _CLOSURE, _remove_closure),
    }
)
