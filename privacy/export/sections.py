"""The tables of the readable copy that only some people have: a title, its columns, its lines of text. Pure."""

from collections.abc import Callable
from typing import Any

from notifications.kinds import LABELS, MEDIUM_LABELS, Kind, Medium
from privacy.export.words import BECAME

Line = dict[str, Any]
_DIRECTIONS = {"inbound": "reçu", "outbound": "émis", "internal": "interne"}
_STATES = {"pending": "à venir", "done": "envoyé", "void": "non envoyé"}


def sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Those that hold something, in the order they are read."""
    shown = []
    for name, title, head, line in _SECTIONS:
        lines = [[*line(one)] for one in data[name]]
        if lines:
            shown.append({"title": title, "head": list(head), "lines": lines})
    return shown


def _day(iso: str | None) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if iso else ""


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _until(word: str, iso: str | None) -> str:
    return f"{word} le {_day(iso)}" if iso else ""


def _shared(one: Line) -> tuple[str, ...]:
    words = f"{one['title']} : {one['text']}" if one["title"] else ""
    return _day(one["at"]), _said(words, _until("repris", one["taken_back_at"])), one["shared_with"]


def _measure(one: Line) -> tuple[str, ...]:
    ended = _until("levée", one["lifted_at"]) or f"jusqu'au {_day(one['until'])}"
    return _day(one["at"]), one["measure"], _said(one["cause"], ended)


def _answer(one: Line) -> tuple[str, ...]:
    who = f"{one['name']}, {one['relation'].lower()}"
    joined = "avec l'accord de l'enfant" if one["child_joined"] else ""
    return _day(one["at"]), who, _said(one["answer"], one["scope"], joined, _until("retiré", one["withdrawn_at"]))


def _link(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["purpose"], _until("utilisé", one["used_at"]) or "non utilisé"


def _directive(one: Line) -> tuple[str, ...]:
    kept = ", ".join(one["keep"]) or "rien"
    who = f"chargé de l'exécution : {one['executor']}" if one["executor"] else ""
    words = _said(one["text"], f"à conserver : {kept}", who, _until("révoquées", one["revoked_at"]))
    return _day(one["at"]), one["kind"], words


def _change(one: Line) -> tuple[str, ...]:
    former = ", ".join(str(value) for value in one["before"].values() if value)
    return _day(one["at"]), one["what"], _said(one["document"], f"avant : {former}" if former else "")


def _request(one: Line) -> tuple[str, ...]:
    letters = [f"{letter['subject']} ({_day(letter['at'])})" for letter in one["letters"]]
    told = [f"{recipient['name']} : {recipient['state'].lower()}" for recipient in one["recipients"]]
    copies = [_said(copy["document"], _until("détruite", copy["destroyed_at"])) for copy in one["copies"]]
    return (
        _day(one["received_on"]),
        f"{one['right']} ({one['reference']})",
        _said(one["state"], *letters, *copies, *told),
    )


def _call(one: Line) -> tuple[str, ...]:
    return (
        _day(one["at"]),
        _said(_DIRECTIONS[one["direction"]], one["number"]),
        one["disposition"] or "sans suite notée",
    )


def _message(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["about"], _STATES[one["state"]]


def _practitioner_message(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), _said(one["kind"], one["to"], one["text"]), one["answer"] or "sans réponse"


def _urgency(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), _said(*(f"{a['question']} {a['answer']}" for a in one["answers"])), one["outcome"]


def _delivery(one: Line) -> tuple[str, ...]:
    about, medium = LABELS[Kind(one["about"])], MEDIUM_LABELS[Medium(one["channel"])]
    return _day(one["at"]), _said(about, medium), BECAME[one["state"]]


def _reply(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["text"], one["outcome"]


def _account(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), "Compte du portail", f"ouvre ce dossier, {one['by']}"


def _kept(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["ground"], _until("levée", one["lifted_at"]) or "en cours"


def _death(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["source"], one["state"]


def _erasure(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), one["cause"], "conservé : " + (", ".join(one["kept"]) or "rien")


def _merge(one: Line) -> tuple[str, ...]:
    return _day(one["at"]), "Deux fiches réunies", _until("annulé", one["undone_at"])


_Section = tuple[str, str, tuple[str, str, str], Callable[[Line], tuple[str, ...]]]
_SECTIONS: tuple[_Section, ...] = (
    ("shared_items", "Éléments de dossier partagés", ("Date", "Élément", "Avec qui"), _shared),
    ("attendance_measures", "Mesures de présence", ("Date", "Mesure", "Pourquoi et jusqu'à quand"), _measure),
    ("guardian_answers", "Réponses de vos représentants", ("Date", "Qui", "Réponse"), _answer),
    ("guardian_links", "Liens envoyés à vos représentants", ("Date", "Pour quoi", "État"), _link),
    ("directives", "Directives pour après le décès", ("Date", "Lesquelles", "Contenu"), _directive),
    ("identity_changes", "Historique de l'identité", ("Date", "Quoi", "Détail"), _change),
    ("merges", "Fiches réunies", ("Date", "Quoi", "État"), _merge),
    ("calls", "Appels", ("Date", "Appel", "Suite"), _call),
    ("messages", "Messages", ("Date", "Objet", "État"), _message),
    ("practitioner_messages", "Messages aux praticiens", ("Date", "Message", "Réponse"), _practitioner_message),
    ("deliveries", "Messages envoyés", ("Date", "Objet", "État"), _delivery),
    ("replies", "Vos réponses", ("Date", "Réponse", "Suite"), _reply),
    ("urgencies", "Appels urgents", ("Date", "Questions et réponses", "Issue"), _urgency),
    ("accounts", "Comptes qui ouvrent ce dossier", ("Date", "Quoi", "Par qui"), _account),
    ("requests", "Vos demandes", ("Date", "Demande", "Suites"), _request),
    ("holds", "Conservations", ("Date", "Fondement", "État"), _kept),
    ("death_reports", "Signalements de décès", ("Date", "Source", "État"), _death),
    ("erasures", "Effacements partiels", ("Date", "Cause", "Conservé"), _erasure),
)
