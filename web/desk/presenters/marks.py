"""The flags of an identity as people read them: a sign and a word, never a colour alone."""

from dataclasses import dataclass

from patients.enums import IdentityFlag


@dataclass(frozen=True, slots=True)
class Mark:
    sign: str
    word: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


def marks(*, is_doubtful: bool, is_namesake: bool, is_restricted: bool = False) -> list[Mark]:
    """The limit first: it decides what may be done at all. Then the doubt: it is what must be settled."""
    raised = ((is_doubtful, "?", IdentityFlag.DOUBTFUL), (is_namesake, "≠", IdentityFlag.NAMESAKE))
    limited = [Mark("⏸", "Dossier limité")] if is_restricted else []
    return limited + [Mark(sign, str(flag.label)) for is_raised, sign, flag in raised if is_raised]
