"""Search tokens of NIRs made again with another key, while everybody searches (see crypto.rotation.search_keys)."""

from uuid import UUID

from django.db import transaction

from core.errors import DomainError
from crypto import keyring
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.rotation.turn import ALIAS, inside
from crypto.token_holders import Batch
from patients.enums import TokenKind
from patients.models import SearchToken
from patients.nir import parse_nir
from patients.nir_tokens import nir_token

BATCH = 500


class NirTokens:
    """A TokenHolder."""

    def renew(self, practice_id: UUID, former: int, fresh: int, after: UUID | None) -> Batch:
        """Values and keys are read by the ordinary connection, tokens written by the owner's."""
        with inside(practice_id), transaction.atomic():
            rows = SearchToken.objects.using(ALIAS).filter(practice_id=practice_id, key_version=former)
            if after is not None:
                rows = rows.filter(id__gt=after)
            # Never waiting: a row that somebody is changing is met again in the next round.
            found = list(rows.order_by("id").select_for_update(skip_locked=True, of=("self",))[:BATCH])
            with keyring.holding_keys([row.patient_id for row in found]):
                renewed = [row for row in found if self._renew_one(row, former, fresh)]
            journal_keys(
                *(
                    KeyEvent(
                        KeyAct.SEARCH_TOKEN_RENEWED,
                        practice_id,
                        row.patient_id,
                        entity=("search_token", row.id),
                        details={"version": fresh},
                    )
                    for row in renewed
                ),
                using=ALIAS,
            )
        return Batch(len(renewed), len(found) - len(renewed), found[-1].id if len(found) == BATCH else None)

    def left(self, practice_id: UUID, former: int) -> int:
        with inside(practice_id):
            return SearchToken.objects.using(ALIAS).filter(practice_id=practice_id, key_version=former).count()

    def _renew_one(self, row: SearchToken, former: int, fresh: int) -> bool:
        """Only when the sealed NIR says the very token that stands there: else it is left as it is."""
        sealed = row.patient.nir
        if row.kind != TokenKind.NIR or sealed is None:
            return False
        try:
            nir = parse_nir(sealed.open())
        except DomainError:
            return False
        if nir_token(row.practice_id, nir, former) != bytes(row.token):
            return False
        row.key_version, row.token = fresh, nir_token(row.practice_id, nir, fresh)
        row.save(using=ALIAS, update_fields=["key_version", "token"])
        return True
