"""Opens the described practices through the services of their rooms: places, agendas, reasons, hours, absences."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from calls.services import add_line
from config.demonstration.description import Agenda, PracticeDescription
from config.demonstration.phones import practice_number
from config.demonstration.telephony import EXCHANGE
from consent.models import Notice
from consent.purposes import Purpose
from consent.services import publish_notice
from core.scoping import Actor, acting_as, system_actor
from practices import services as practices
from practices.asked_fields import EVERYTHING
from practices.models import Location, Practice, PractitionerRole, VisitReason
from practices.rpps import rpps_from
from privacy.models import ExchangeChannel
from privacy.services.channels import validate_channel

# By which personal data leave these practices (CH-04).
CHANNELS = (ExchangeChannel.Kind.IN_PERSON, ExchangeChannel.Kind.POST, ExchangeChannel.Kind.EMAIL)
# Numbers of this series were never allotted.
RPPS_SERIES = 1_999_900_000

NOTICE = (
    "Pour prendre votre rendez-vous, {practice} et son secrétariat enregistrent vos coordonnées et l'objet de la "
    "visite. Ces informations restent dans le dossier du cabinet ; vous pouvez demander à les voir, à les corriger ou "
    "à les effacer auprès du cabinet."
)
PREPARATION = (
    "Avec votre accord, votre médecin peut partager avec son secrétariat des éléments de votre dossier, pour préparer "
    "la consultation sans vous les redemander. Vous pouvez retirer cet accord à tout moment, d'un mot."
)


@dataclass(frozen=True, slots=True)
class OpenedPractice:
    """A described practice, as it now stands in the database. `roles` and `reasons` in the description's order."""

    description: PracticeDescription
    practice: Practice
    location: Location
    roles: tuple[PractitionerRole, ...]
    reasons: tuple[VisitReason, ...]
    notice: Notice

    def offers(self, agenda: int) -> list[tuple[int, VisitReason]]:
        """Weight and reason of everything that agenda offers."""
        described = zip(self.description.reasons, self.reasons, strict=True)
        return [(one.weight, reason) for one, reason in described if not one.agendas or agenda in one.agendas]


def open_described(description: PracticeDescription, place: int, user_ids: dict[str, UUID]) -> OpenedPractice:
    """Open and furnish one practice. `place` from 1: gives it its telephone; `user_ids` by demonstration account."""
    practice = practices.open_practice(
        actor=system_actor(),
        name=description.name,
        kind=description.kind,
        phone=practice_number(place),
        greeting=description.greeting,
        public_text=description.public_text,
    )
    actor = system_actor(practice.id)
    with acting_as(actor):
        location = _location(actor, practice.id, description)
        add_line(
            actor=actor,
            practice_id=practice.id,
            account=EXCHANGE,
            number=practice.phone,
            name="Ligne du cabinet",
            greeting=description.greeting,
        )
        roles = tuple(
            _role(actor, location, agenda, position, place, user_ids)
            for position, agenda in enumerate(description.agendas)
        )
        reasons = tuple(_reasons(actor, practice.id, description, roles))
        notice = publish_notice(actor=actor, practice_id=practice.id, text=NOTICE.format(practice=practice.name))
        publish_notice(actor=actor, practice_id=practice.id, text=PREPARATION, purpose=Purpose.PREPARATION)
        for kind in CHANNELS:
            validate_channel(actor=actor, practice_id=practice.id, kind=kind.value)
    return OpenedPractice(description, practice, location, roles, reasons, notice)


def _location(actor: Actor, practice_id: UUID, description: PracticeDescription) -> Location:
    place = description.place
    return practices.add_location(
        actor=actor,
        practice_id=practice_id,
        name=place.name,
        timezone=place.timezone,
        holiday_territory=place.holiday_territory,
        address_line=place.address_line,
        postal_code=place.postal_code,
        city=place.city,
    )


def _role(
    actor: Actor, location: Location, agenda: Agenda, position: int, place: int, user_ids: dict[str, UUID]
) -> PractitionerRole:
    practitioner = practices.register_practitioner(
        actor=actor,
        practice_id=location.practice_id,
        family_name=agenda.family_name,
        given_names=agenda.given_names,
        title=agenda.title,
        rpps=rpps_from(str(RPPS_SERIES + 100 * place + position)),
        user_id=user_ids.get(agenda.username),
    )
    role = practices.add_practitioner_role(
        actor=actor,
        practice_id=location.practice_id,
        practitioner_id=practitioner.id,
        location_id=location.id,
        specialty=agenda.specialty,
        position=position + 1,
    )
    # These practitioners have the NIR asked, and their patients reminded.
    practices.instruct(actor=actor, practitioner_role_id=role.id, asked=EVERYTHING, reminders=True)
    # ST-08: and they wish that patients book by themselves what is open to the web.
    practices.wish_online(actor=actor, practitioner_role_id=role.id, wished=True)
    if agenda.username:
        practices.join_practice(
            actor=actor,
            practice_id=location.practice_id,
            user_id=user_ids[agenda.username],
            role="practitioner",
            practitioner_role_id=role.id,
        )
    return role


def _reasons(
    actor: Actor, practice_id: UUID, description: PracticeDescription, roles: Sequence[PractitionerRole]
) -> list[VisitReason]:
    return [
        practices.add_visit_reason(
            actor=actor,
            practice_id=practice_id,
            name=reason.name,
            terms=reason.terms,
            practitioner_role_ids=[roles[place].id for place in reason.agendas or range(len(roles))],
        )
        for reason in description.reasons
    ]
