"""What this room refuses."""

from core.errors import Conflict


class HoldLifted(Conflict):
    """The hold has ended: it is neither reviewed nor lifted twice."""

    code, title = "hold-lifted", "Cette conservation est déjà levée."
    meaning = "La conservation a pris fin et reste au registre. Pour conserver de nouveau, posez-en une autre."


class PatientHeld(Conflict):
    """A legal hold keeps this person's data (R-21): nothing of it is destroyed."""

    code, title = "patient-held", "Une conservation en cours interdit de détruire ces données."
    meaning = "Un litige, une autorité ou une loi impose de garder ces données. Levez d'abord la conservation."
