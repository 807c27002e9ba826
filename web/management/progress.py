"""How far a practice is set up: read from what is written, so that nothing has to be remembered to go on later."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from booking.timetable_lists import agendas_with_hours
from calls.lines import practices_with_a_line
from core.scoping import Actor
from instructions.queries import practices_with_consignes
from practices.managed import furnished
from practices.permissions import Permission, can

STEPS = (
    ("cabinet", "Le cabinet", "Nom, lieu, praticien, mandat."),
    ("motifs", "Les motifs", "Ce qui se réserve, et combien de temps."),
    ("plages", "Les plages", "La semaine de chaque agenda."),
    ("ligne", "La ligne", "Le numéro répondu, la phrase d'accueil."),
    ("consignes", "Les consignes", "Ce que les secrétaires suivent."),
    ("invitation", "Le praticien invité", "Il lit le mandat et reste maître de son agenda."),
)
REACHED_BY = {
    "plages": Permission.OPENING_EDIT,
    "ligne": Permission.LINE_EDIT,
    "consignes": Permission.CONSIGNE_READ,
}
NEEDED = frozenset({"cabinet", "motifs", "plages"})


@dataclass(frozen=True, slots=True)
class Step:
    """`needed`: without it nothing can be booked. `is_theirs`: the mandate leaves it to the practice."""

    key: str
    title: str
    says: str
    done: bool
    needed: bool
    url: str
    is_theirs: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """`is_bookable` as soon as one agenda can be, even while another one is not open yet."""

    steps: list[Step]
    is_bookable: bool

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first that is left, what is needed before the rest."""
        left = [step for step in self.steps if not step.done and not step.is_theirs]
        return next((step for step in left if step.needed), left[0] if left else None)


def progress_of(actor: Actor, practice_ids: Collection[UUID]) -> dict[UUID, Progress]:
    """By practice under mandate; six statements, however many. What the mandate does not reach is the practice's."""
    found = furnished(actor, practice_ids)
    hours = agendas_with_hours(actor, practice_ids)
    answered = practices_with_a_line(actor, practice_ids)
    instructed = practices_with_consignes(actor, practice_ids)
    progress = {}
    for practice_id, has in found.items():
        facts = {
            "cabinet": True,
            "motifs": has.offers,
            "plages": bool(has.agendas) and has.agendas <= hours,
            "ligne": practice_id in answered,
            "consignes": practice_id in instructed,
            "invitation": has.came_in,
        }
        steps = [_step(actor, practice_id, *said, facts[said[0]]) for said in STEPS]
        progress[practice_id] = Progress(steps, is_bookable=has.offers and bool(has.agendas & hours))
    return progress


def _step(actor: Actor, practice_id: UUID, key: str, title: str, says: str, done: bool) -> Step:
    here = reverse("management:practice", args=[practice_id])
    elsewhere = {
        "cabinet": here,
        "invitation": f"{here}#t-praticiens",
        "consignes": f"{reverse('desk:consignes')}?cabinet={practice_id}",
    }
    return Step(
        key=key,
        title=title,
        says=says,
        done=done,
        needed=key in NEEDED,
        url=elsewhere.get(key) or reverse("management:step", args=[practice_id, key]),
        is_theirs=key in REACHED_BY and not can(actor, REACHED_BY[key], practice_id),
    )
