"""Ten thousand lines of another product, two hundred of them broken: the good ones in, the bad ones named."""

import json
import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.old_agenda import as_csv, as_xlsx, people
from tests.factories.patients import notice_in_force
from tests.factories.practices import make_world
from tests.personas import DR_MARTIN

LINES, BROKEN, AT_ONCE = 10_000, 200, 250
MOST_MEMORY = 60_000_000
HERE = "/planning/importer/"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ten_thousand_lines_are_taken_over_but_for_the_two_hundred_broken_ones(committed: None, form: str) -> None:
    world = make_world()
    notice_in_force(world.ours.practice)
    doctor = signed_in(Client(), world.people[DR_MARTIN])
    rows, wrong = people(LINES, broken=BROKEN)
    content = as_csv(rows) if form == "csv" else as_xlsx(rows)
    typed = {"kind": "patients", "agenda": str(world.ours.role.id), "informed": "on"}
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = doctor.post(f"{HERE}lire/", {**typed, "file": SimpleUploadedFile(f"liste.{form}", content)})
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == LINES
    written, troubles = 0, {}
    for place in range(0, LINES, AT_ONCE):
        batch = "\n".join(lines[place : place + AT_ONCE])
        told = json.loads(doctor.post(f"{HERE}lignes/", {**typed, "lines": batch}).content)
        written += told["written"]
        troubles |= {one["line"]: one["column"] for one in told["troubles"]}
        assert told["known"] == 0 and told["conflicts"] == []
    peak = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    print(f"{form}: {LINES} lines in {time.monotonic() - began:.0f} s, {peak / 1e6:.0f} MB more at most")
    assert written == LINES - BROKEN and troubles.keys() == wrong.keys()
    assert peak < MOST_MEMORY
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        assert Patient.objects.filter(practice_id=world.ours.practice.id).count() == LINES - BROKEN
