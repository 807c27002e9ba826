"""What the product leaves outside the database: messages to its workers, and whatever an export puts on a disk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.celery import app, transport_options
from config.sweeps import TIMETABLE
from core.scoping import Actor, acting_as
from patients.models import Patient
from privacy.rights.kinds import Kind
from privacy.services.export import FORMATS, export_request
from tests.factories.practices import House
from tests.privacy.requests import granted_medical_file

# Programs and the database itself, whose tables are read one by one.
NOT_DATA = {"postgres", "static", "static-build", "node", "node_modules", "frontend"}


def send_every_task(folder: Path) -> Path:
    """Every message that beat sends, in the file transport, as a machine without RabbitMQ keeps them."""
    options = transport_options("filesystem://localhost//", folder)
    with app.connection("filesystem://localhost//", transport_options=options) as connection:
        for sweep in TIMETABLE.values():
            app.send_task(sweep["task"], connection=connection)
    return folder / "celery"


def hand_out(actor: Actor, house: House, patient: Patient, folder: Path) -> list[bytes]:
    """Every shape of export of one person; what is written in a temporary place lies in `folder`."""
    with acting_as(actor), temporary_files_in(folder):
        request = granted_medical_file(actor, house.practice, patient)
        return [
            export_request(
                actor=actor, request_id=request.id, shape=shape, reason="Remise à la personne", way="in-person"
            ).content
            for shape in FORMATS[Kind.ACCESS]
        ]


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def beside(*more: Path) -> list[Path]:
    """Every place under VAR_DIR that holds data, and those named."""
    here = [place for place in Path(settings.VAR_DIR).iterdir() if place.name not in NOT_DATA]
    return [*sorted(here), *(place for place in more if place.exists())]
