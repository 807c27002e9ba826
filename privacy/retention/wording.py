"""How long, in the words people read: « 5 ans après le dernier rendez-vous »."""

from privacy.retention.durations import missing, term_of
from privacy.retention.schedule import Limit, Rule

NOT_SAID = "Durée que l'exploitant doit encore fixer"


def lasts(rule: Rule, chosen: dict[str, int]) -> str:
    """Every duration of a rule; `chosen` is what the practice instructed."""
    return " ; ".join(_limit(rule, limit, chosen) for limit in rule.limits)


def _limit(rule: Rule, limit: Limit, chosen: dict[str, int]) -> str:
    head = f"{limit.of} : " if limit.of else ""
    if missing(limit):
        return head + NOT_SAID
    term = term_of(rule, limit, chosen)
    if term is None:
        since = f"Jusqu'au {limit.since[3:]}" if limit.since.startswith("le ") else f"Jusqu'à {limit.since}"
        return head + since
    return f"{head}dès {limit.since}" if term.months == term.days == 0 else f"{head}{term} après {limit.since}"
