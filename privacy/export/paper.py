"""The readable copy of an access: one PDF, the watermark at the foot of every page."""

from datetime import datetime
from typing import Any

from consent.decisions import Decision
from patients.identity import Sex
from privacy.complaint import CNIL
from privacy.export.sections import sections
from privacy.export.words import REACHES
from privacy.pdf import compile_pdf
from privacy.processing import BASIS_TEXT

_SEXES = {Sex.MALE.value: "masculin", Sex.FEMALE.value: "féminin", Sex.UNKNOWN.value: "non précisé"}
_DECISIONS = {
    Decision.GIVEN.value: "accord donné",
    Decision.WITHDRAWN.value: "accord retiré",
    Decision.ACCEPTED.value: "pas d'opposition",
    Decision.OBJECTED.value: "opposition",
}
_WORDS = ("reason", "note", "cancel_reason", "over_the_rules", "kept_secret", "own_contact")
_BASES = {basis.value: text for basis, text in BASIS_TEXT.items()}


def paper(data: dict[str, Any], *, practice: str, contact: str, at: datetime) -> bytes:
    """`data` is what `collect` gathered, with its watermark."""
    address = data["contact"]["address"]
    town = f"{address['postal_code']} {address['city']}".strip()
    return compile_pdf(
        "access",
        {
            **data,
            "practice": practice,
            "contact_officer": contact,
            "cnil": CNIL,
            "identity": {**data["identity"], "sex_text": _SEXES[data["identity"]["sex"]]},
            "contact": {
                **data["contact"],
                "address_text": ", ".join(part for part in (address["line"], town) if part),
            },
            "decisions": [
                {**one, "decision_text": f"{_DECISIONS[one['decision']]} {REACHES[one['reach']]}".strip()}
                for one in data["decisions"]
            ],
            "appointments": [{**one, "words": _words_of(one)} for one in data["appointments"]],
            "sections": sections(data),
            "purposes": [{**one, "basis_text": _BASES[one["basis"]]} for one in data["purposes"]],
        },
        at=at,
    )


def _words_of(visit: dict[str, Any]) -> str:
    """What was written of one visit, and what the consignes asked then."""
    answers = [
        f"{one['asked']} ({' : '.join(filter(None, (one['answer'], one['words'])))})" for one in visit["consignes"]
    ]
    return " · ".join([*filter(None, (visit[name] for name in _WORDS)), *answers])
