"""What somebody types while booking, from the first field to the confirmation. Pure: no Django, no database."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from core.errors import InvalidInput
from patients.contact import Contact
from patients.gathering import Gathering
from patients.identity import IdentityInput
from patients.names import clean_name
from patients.phones import read_phone
from patients.plain_text import clean_email
from patients.recognition import Proven
from telephony_adapters.numbers import is_mobile

_NO_SMS = "Ce numéro ne reçoit pas de SMS : donnez un mobile, ou choisissez le code par e-mail."

_NO_LINK = "Ce numéro ne reçoit pas de SMS : donnez le mobile d'un titulaire de l'autorité parentale."
_OWN_NUMBER = "C'est votre propre numéro : donnez celui d'un titulaire de l'autorité parentale."


class Whom(StrEnum):
    """Whom the visit is for."""

    ME = "me"
    RELATIVE = "relative"
    CHILD = "child"


class By(StrEnum):
    """How the code reaches whoever books."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """As typed, or once read (phones in E.164, e-mail in lower case, `birth_date` ISO). Never printed: it is personal.

    `booker` is who books for a relative or a child, `relation` what they are to them. `guardian_phone`: the number of
    a holder of parental authority, when somebody under 16 books alone.
    """

    whom: str = Whom.ME.value
    used_name: str = ""
    birth_name: str = ""
    given_names: str = ""
    birth_date: str = ""
    sex: str = "unknown"
    phone: str = ""
    email: str = ""
    by: str = By.SMS.value
    booker: str = ""
    relation: str = ""
    holder: bool = False
    child_joined: bool = False
    guardian_phone: str = ""

    def to_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Answers":
        return cls(**json.loads(text))

    @property
    def born(self) -> date:
        return date.fromisoformat(self.birth_date)

    @property
    def identity(self) -> IdentityInput:
        return IdentityInput(self.used_name, self.given_names, self.born, self.birth_name, self.sex)

    @property
    def contact(self) -> Contact:
        """A child's record holds a number to call and nothing more until somebody agreed (ST-44)."""
        numbers = tuple(filter(None, (self.guardian_phone, self.phone)))
        minimum = self.whom == Whom.CHILD or bool(self.guardian_phone)
        return Contact(phones=numbers, email="" if minimum else self.email)

    @property
    def proven(self) -> Proven:
        """What the code proves once typed."""
        return Proven(phone=self.phone) if self.by == By.SMS else Proven(email=self.email)

    @property
    def proven_text(self) -> str:
        return self.phone if self.by == By.SMS else self.email


def read_answers(typed: Answers) -> Answers:
    """The written forms of what stands around the identity; the identity itself is read by `patients`.

    Raises one InvalidInput that names every refused field as the form calls it.
    """
    gathering = Gathering()
    for field, choices in (("whom", Whom), ("by", By)):
        if getattr(typed, field) not in set(choices):
            gathering.refuse(field, "unknown-value", "Choisissez dans la liste.")
    if not typed.birth_date:
        gathering.refuse("birth_date", "invalid-date", "Écrivez la date de naissance, par exemple 12/03/1984.")
    phone = gathering.take(lambda: _phone(typed.phone, "phone"), "")
    email = gathering.take(lambda: clean_email(typed.email), "")
    if typed.by == By.EMAIL and not email and not any(one.field == "email" for one in gathering.errors):
        gathering.refuse("email", "required", "Écrivez l'adresse e-mail qui recevra le code.")
    if typed.by == By.SMS and phone and not is_mobile(phone):
        gathering.refuse("phone", "not-a-mobile", _NO_SMS)
    booker = typed.booker.strip()
    if typed.whom != Whom.ME:
        booker = gathering.take(lambda: clean_name(typed.booker, "booker"), "")
        if not typed.relation:
            gathering.refuse("relation", "required", "Choisissez dans la liste.")
    guardian = typed.guardian_phone.strip()
    if guardian:
        guardian = gathering.take(lambda: _guardian_phone(guardian, phone), "")
    gathering.check()
    return replace(typed, phone=phone, email=email, booker=booker, guardian_phone=guardian)


def _guardian_phone(text: str, own: str) -> str:
    """A link goes there: a mobile, and not that of whoever books alone."""
    number = read_phone(text, "guardian_phone")
    if not is_mobile(number):
        raise InvalidInput.at("guardian_phone", "not-a-mobile", _NO_LINK)
    if number == own:
        raise InvalidInput.at("guardian_phone", "own-number", _OWN_NUMBER)
    return number


def _phone(text: str, field: str) -> str:
    if not text.strip():
        raise InvalidInput.at(field, "required", "Écrivez un numéro où vous joindre.")
    return read_phone(text, field)
