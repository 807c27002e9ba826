"""The closed list of purposes patients are told about (ST-12). Pure: no Django.

The register of processing activities describes each member; a purpose outside this list cannot be
stored.
"""

from enum import StrEnum


class Purpose(StrEnum):
    """Why data is processed. The value is stored and never changes."""

    APPOINTMENTS = "appointments"  # taking, moving, cancelling appointments, and the messages about them
    MEDICAL_SECRETARIAT = "medical_secretariat"  # the service rendered to the professionals who are called
    PLANNING = "planning"  # the professionals' agendas
    LINKING = "linking"  # putting a patient and a professional in touch
    REMINDERS = "reminders"  # under conditions (ST-13)
    PREPARATION = "preparation"  # not asking again during the visit
