"""The work queue: it only wakes senders and sweeps; the truth is in tables. Tasks carry ids, never data.

One machine: files under VAR_DIR/celery (polled once a second). A server: CELERY_BROKER_URL names RabbitMQ.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from django.conf import settings

from config import start_checks
from config.sweeps import TIMETABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")


def transport_options(broker_url: str, var_dir: Path) -> dict[str, Any]:
    """Where the file transport keeps its messages; nothing for a real broker."""
    if not broker_url.startswith("filesystem:"):
        return {}
    folders = {name: var_dir / "celery" / name for name in ("queue", "control")}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "control_folder": str(folders["control"]),
    }


app = Celery("permanence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    broker_transport_options=transport_options(settings.CELERY_BROKER_URL, settings.VAR_DIR),
    broker_connection_retry_on_startup=True,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    # Nobody commands the workers through the broker.
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    beat_schedule=TIMETABLE,
)
app.autodiscover_tasks()


@signals.celeryd_init.connect  # type: ignore[untyped-decorator]
def check_start(**details: object) -> None:
    """A worker refuses to start where a web worker would."""
    start_checks.enforce()
