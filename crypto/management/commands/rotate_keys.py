"""`manage.py rotate_keys`: replace keys while everybody works. Cut off, the same command goes on where it stopped."""

import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from crypto import keyring
from crypto.errors import KeysUnavailable, SealBroken
from crypto.models import TopKey
from crypto.rotation.condition import NO_ANSWER, active_top, check_usable, is_unfinished
from crypto.rotation.patient_key import renew_patient_key
from crypto.rotation.platform_key import renew_platform_key
from crypto.rotation.practice_keys import rotate_practice
from crypto.rotation.search_keys import renew_search_key
from crypto.rotation.top_keys import begin_epoch, destroy_epoch, rewrap_platform_key, rewrap_practice_keys
from crypto.rotation.turn import RotationRefused, one_rotation, practices


class Command(BaseCommand):
    help = (
        "Replace keys while everybody works. Every 15 days: --top --practices. Without an option: check the keyring"
        " and say where it stands. Cut off, the same command goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--top", action="store_true", help="begin an epoch: a new top key")
        parser.add_argument("--practices", action="store_true", help="a new key for each practice, of the active epoch")
        parser.add_argument("--tokens", action="store_true", help="a new key for the search tokens of NIRs")
        parser.add_argument("--platform", action="store_true", help="a new key for what belongs to no practice")
        parser.add_argument("--patient", type=UUID, metavar="ID", help="a new key for one patient")
        parser.add_argument(
            "--destroy", type=int, metavar="EPOCH", help="destroy the top key of an old epoch, for ever"
        )
        parser.add_argument("--for-ever", action="store_true", help="confirms --destroy")

    def handle(self, *args: Any, **options: Any) -> None:
        alone = [options[name] is not None for name in ("patient", "destroy")]
        alone += [options["tokens"], options["platform"], options["top"] or options["practices"]]
        if sum(alone) > 1:
            raise CommandError("Only --top and --practices go together: give one of the others alone.")
        if options["destroy"] is not None and not options["for_ever"]:
            raise CommandError("A destroyed epoch never comes back, nor do backups that need it: add --for-ever.")
        try:
            with one_rotation():
                check_usable()
                self._act(options)
        except RotationRefused as refusal:
            raise CommandError(str(refusal)) from None
        except KeysUnavailable:
            raise CommandError(NO_ANSWER) from None
        except SealBroken:
            raise CommandError(
                "A wrapped key was changed and does not open: restore its row, then try again."
            ) from None
        except Error as reason:
            raise CommandError(
                f"The database refused ({type(reason).__name__}): what was done stays done; type the command again."
            ) from reason

    def _act(self, options: dict[str, Any]) -> None:
        if options["patient"] is not None:
            self._renew(options["patient"])
        elif options["destroy"] is not None:
            top = destroy_epoch(options["destroy"])
            self._say(f"Epoch {top.epoch} is destroyed: what was wrapped under it is unreadable for ever.")
        elif options["tokens"]:
            self._renew_search_key()
        elif options["platform"]:
            self._renew_platform_key()
        elif options["top"]:
            self._rotate_top(with_practices=options["practices"])
        elif options["practices"]:
            self._rotate_practices(active_top())
        else:
            self._describe()

    def _rotate_top(self, *, with_practices: bool) -> None:
        top = active_top()
        if is_unfinished(top):
            self._say(f"The rotation to epoch {top.epoch} was cut off: it is finished now, no new epoch begins.")
        else:
            top = begin_epoch()
            self._say(f"Epoch {top.epoch} begins.")
        rewrap_platform_key(top)
        if with_practices:
            self._rotate_practices(top)
        else:
            self._rewrap_practices(top)
        self._say(f"Epoch {top.epoch} is in force. Epoch {top.epoch - 1} is kept for the backups of its days.")

    def _rewrap_practices(self, top: TopKey) -> None:
        every = practices()
        for number, practice_id in enumerate(every, 1):
            count = rewrap_practice_keys(practice_id, top)
            self._say(f"{number}/{len(every)} practice {practice_id}: {count} keys hung from epoch {top.epoch}.")

    def _rotate_practices(self, top: TopKey) -> None:
        every, began, total, broken, is_new = practices(), time.monotonic(), 0, 0, False
        for number, practice_id in enumerate(every, 1):
            done = rotate_practice(practice_id, top)
            total, broken, is_new = total + done.keys, broken + done.broken, is_new or done.is_new
            unread = f", {done.broken} do not open" if done.broken else ""
            self._say(f"{number}/{len(every)} practice {practice_id}: {done.keys} patient keys wrapped again{unread}.")
        self._say(f"{total} patient keys wrapped again in {time.monotonic() - began:.1f} s.")
        if broken:
            raise RotationRefused(f"{broken} patient keys were changed and do not open: restore their rows, try again.")
        if not (is_new or total):
            self._say(f"Every practice had its key of epoch {top.epoch} already: --top --practices begins another.")

    def _renew(self, patient_id: UUID) -> None:
        done = renew_patient_key(patient_id)
        if not done.is_new:
            self._say("A renewal of this patient's key was cut off: it is finished now.")
        self._say(f"Version {done.version} of the key is in force, {done.cells} values sealed again, former key gone.")

    def _renew_search_key(self) -> None:
        done = renew_search_key(self._say)
        if not done.is_new:
            self._say("A change of the key of search tokens was cut off: it is finished now.")
        self._say(f"Version {done.version} of the key of search tokens is in force, {done.tokens} tokens made again.")

    def _renew_platform_key(self) -> None:
        self._say(f"Every process notices the new key within {keyring.NOTICE_SECONDS:.0f} s: waiting as long.")
        done = renew_platform_key()
        if not done.is_new:
            self._say("A renewal of the platform key was cut off: it is finished now.")
        self._say(f"Version {done.version} of the platform key is in force, {done.cells} values sealed again.")

    def _describe(self) -> None:
        top = active_top()
        for key in TopKey.objects.order_by("epoch"):
            self._say(f"Epoch {key.epoch}: {key.state} since {key.destroyed_at or key.created_at:%Y-%m-%d}.")
        if is_unfinished(top):
            self._say(f"A rotation to epoch {top.epoch} was cut off: type --top --practices to finish it.")
        else:
            self._say("Every key in use opens and hangs from the active epoch.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
