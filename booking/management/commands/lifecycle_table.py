"""`manage.py lifecycle_table`: the life of an appointment as a Markdown table, from `booking/lifecycle.py`."""

from typing import Any

from django.core.management.base import BaseCommand

from booking.lifecycle import LABELS, TAKES_TIME, TRANSITIONS, Status


def lifecycle_markdown() -> str:
    """The whole page `docs/lifecycle.md`."""
    verbs = list(TRANSITIONS)
    head = ["Status", "Shown as", "Takes time", *(verb.value for verb in verbs)]
    rows = [
        [
            f"`{status.value}`",
            LABELS[status],
            "yes" if status in TAKES_TIME else "no",
            *(f"`{TRANSITIONS[verb][status].value}`" if status in TRANSITIONS[verb] else "" for verb in verbs),
        ]
        for status in Status
    ]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(
        [
            "# The life of an appointment",
            "",
            "Written by `manage.py lifecycle_table > docs/lifecycle.md` from `booking/lifecycle.py`, never by hand.",
            "A row is the status before, a column is what somebody does, a cell is the status after; an empty cell is",
            "refused with `forbidden-transition`. A status that takes time points to an occupancy, and no other does.",
            "",
            *lines,
            "",
        ]
    )


class Command(BaseCommand):
    help = "Écrit le tableau des états d'un rendez-vous (Markdown)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(lifecycle_markdown(), ending="")
