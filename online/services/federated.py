"""Coming in by an identity provider: a factor like another, or two where the provider itself asked for two."""

from django.db import transaction

from online.allowances import place_of
from online.federation import Known
from online.models import AccountPasskey, AccountSession, PatientAccount, Stage
from online.services.account_sessions import OpenSession, raise_to
from online.services.accounts import opened_anew, signed_in


@transaction.atomic
def enter_by_provider(session: AccountSession, known: Known) -> OpenSession:
    """Signed in when the provider is sure enough; else what is still to be shown, or to be chosen."""
    session.federated = place_of(f"federated:{known.subject}")
    session.contact = None
    account = PatientAccount.objects.select_for_update().filter(federated_digest=session.federated).first()
    if known.is_strong:
        return signed_in(session, account or opened_anew(session), "federated")
    if account is not None and account.password:
        return raise_to(session, Stage.PASSWORD, account)
    return raise_to(session, Stage.FEDERATED)


def key_awaited(session: AccountSession) -> bool:
    """The provider's word is one factor; the other, of an account that has a passkey, is that key: nothing begins anew
    unless its holder says that the key is lost.
    """
    if session.stage != Stage.FEDERATED.value or not session.federated:
        return False
    return AccountPasskey.objects.filter(account__federated_digest=session.federated).exists()
