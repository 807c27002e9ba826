"""Names that say a place or a job instead of a person: no account is shared (CH-05, ST-20). Pure."""

import re
import unicodedata

GENERIC = frozenset(
    {
        "accueil", "admin", "administrateur", "administrator", "anonyme", "assistante", "bureau", "cabinet", "compte",
        "contact", "demo", "desk", "direction", "equipe", "guest", "info", "invite", "login", "medecin", "operateur",
        "partage", "permanence", "poste", "practice", "praticien", "public", "responsable", "root", "secretaire",
        "secretariat", "secretary", "service", "shared", "stagiaire", "standard", "support", "telesecretaire",
        "telesecretariat", "test", "user", "utilisateur",
    }
)  # fmt: skip
_AROUND = re.compile(r"^[0-9._-]+|[0-9._-]+$")


def is_generic(name: str) -> bool:
    """Whether a user name or a shown name is one of those, whatever its accents, capitals and numbers."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _AROUND.sub("", plain.strip()).strip() in GENERIC
