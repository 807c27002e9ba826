"""Why a request may be refused, wholly or in part: a closed catalogue, each with its article (ST-34). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from privacy.rights.kinds import Kind

EVERY = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Ground:
    """`says` is the sentence of the answer."""

    label: str
    article: str
    says: str
    kinds: frozenset[Kind] = EVERY


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "identity-unproven": Ground(
            "Identité non établie",
            "RGPD, article 12, paragraphes 2 et 6",
            "nous n'avons pas pu vérifier que la demande vient de la personne concernée ou de qui la représente",
        ),
        "unfounded-or-excessive": Ground(
            "Demande manifestement infondée ou excessive",
            "RGPD, article 12, paragraphe 5",
            "la demande est manifestement infondée ou excessive, notamment parce qu'elle est répétitive",
        ),
        "no-data": Ground(
            "Aucune donnée",
            "RGPD, article 15, paragraphe 1",
            "nous ne traitons pas les données que la demande désigne",
        ),
        "not-entitled": Ground(
            "Demandeur sans qualité",
            "code de la santé publique, article L1110-4",
            "le secret ne permet de communiquer ces données qu'à la personne ou à qui la loi autorise",
        ),
        "minor-secrecy": Ground(
            "Secret demandé par la personne mineure",
            "code de la santé publique, articles L1111-5 et R1111-6",
            "le secret s'oppose à la communication d'une partie du dossier à la personne qui la demande",
            frozenset({Kind.ACCESS, Kind.PORTABILITY}),
        ),
        "third-party-rights": Ground(
            "Droits d'autrui",
            "RGPD, articles 15, paragraphe 4, et 20, paragraphe 4",
            "communiquer ces données porterait atteinte aux droits d'une autre personne",
            frozenset({Kind.ACCESS, Kind.PORTABILITY}),
        ),
        "legal-duty": Ground(
            "Obligation légale de conservation",
            "RGPD, article 17, paragraphe 3, b)",
            "une obligation légale impose de conserver ces données",
            frozenset({Kind.ERASURE}),
        ),
        "public-health": Ground(
            "Intérêt public de santé",
            "RGPD, article 17, paragraphe 3, c)",
            "ces données sont nécessaires pour un motif d'intérêt public dans le domaine de la santé",
            frozenset({Kind.ERASURE}),
        ),
        "legal-claims": Ground(
            "Constatation ou défense de droits en justice",
            "RGPD, articles 17, paragraphe 3, e), et 21, paragraphe 1",
            "ces données sont nécessaires à la constatation, à l'exercice ou à la défense de droits en justice",
            frozenset({Kind.ERASURE, Kind.OBJECTION}),
        ),
        "still-needed": Ground(
            "Données encore nécessaires et licites",
            "RGPD, article 17, paragraphe 1",
            "ces données restent nécessaires au service que la personne a demandé, et leur traitement est licite",
            frozenset({Kind.ERASURE}),
        ),
        "accuracy-not-shown": Ground(
            "Inexactitude non établie",
            "RGPD, article 16",
            "rien ne montre que ces données sont inexactes ou incomplètes",
            frozenset({Kind.RECTIFICATION}),
        ),
        "no-restriction-case": Ground(
            "Aucun des quatre cas de limitation",
            "RGPD, article 18, paragraphe 1",
            "la demande ne relève d'aucun des quatre cas dans lesquels la limitation est due",
            frozenset({Kind.RESTRICTION}),
        ),
        "compelling-grounds": Ground(
            "Motifs légitimes et impérieux",
            "RGPD, article 21, paragraphe 1",
            "des motifs légitimes et impérieux prévalent sur l'opposition, que la réponse expose",
            frozenset({Kind.OBJECTION}),
        ),
        "not-consent": Ground(
            "Traitement sans consentement",
            "RGPD, article 7, paragraphe 3",
            "ce traitement ne repose pas sur un consentement qui puisse être retiré",
            frozenset({Kind.WITHDRAWAL}),
        ),
        "not-portable": Ground(
            "Données non portables",
            "RGPD, article 20, paragraphe 1",
            "ces données n'ont pas été fournies par la personne, ou leur traitement ne repose ni sur son consentement "
            "ni sur un contrat",
            frozenset({Kind.PORTABILITY}),
        ),
    }
)


def grounds_for(kind: Kind) -> dict[str, Ground]:
    """Those that may be invoked against this kind of request."""
    return {code: ground for code, ground in GROUNDS.items() if kind in ground.kinds}
