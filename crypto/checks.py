"""What a production start asks of this room."""

from django.conf import settings

WEAK_PROVIDERS = {"file", "memory"}
NOT_YET = (
    "The provider for a hardware security module (PKCS#11) comes with a later release: "
    "until then only the demonstration (config.settings.dev) can be started."
)


def production_refusals() -> list[str]:
    """Sentences that stop a production start; empty when the top keys are held as they must be."""
    name = settings.KEYRING_PROVIDER
    if name in WEAK_PROVIDERS:
        return [f"KEYRING_PROVIDER={name} keeps the top keys beside the data and is refused in production. {NOT_YET}"]
    # Nothing else exists yet: an unknown name must not start either.
    return [f"KEYRING_PROVIDER={name} is not available. {NOT_YET}"]
