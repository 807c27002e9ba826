"""Sending one line of the matrix as somebody; what it changed is undone afterwards."""

import json
import re
from typing import Any

from django.db import transaction
from django.test import Client

from tests.architecture.matrix import Line
from tests.architecture.stage import filled


def send(client: Client, method: str, line: Line, ids: Any, *, times: int = 1, **headers: str) -> list[Any]:
    """The answers to the same request sent `times` times, then rolled back together."""
    path, query, body = (filled(part, ids) for part in (line.path, line.query, line.body))
    options: dict[str, Any] = {"query_params": query, "headers": headers}
    if body is not None:
        options["data"] = body
        if path.startswith("/api/"):
            options["content_type"] = "application/json"
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        answers = [getattr(client, method.lower())(path, **options) for _ in range(times)]
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answers


def ids_named(line: Line) -> set[str]:
    """The ids that a line's address, query and body name."""
    text = json.dumps([line.path, dict(line.query), line.body])
    return set(re.findall(r"\{(\w+)\}", text))


def touches_a_patient(line: Line) -> bool:
    """Whether the line reads or changes what is known of one patient."""
    return bool(ids_named(line) & {"patient_id", "attached_id", "appointment_id", "message_id", "answered_id"})
