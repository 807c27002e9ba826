"""By which channels patients are told, from MESSAGE_CHANNELS."""

from config.environment import SettingInvalid

KNOWN = ("sms", "email")


def message_channels(items: list[str]) -> frozenset[str]:
    """The channels named; none when nothing is. Raises SettingInvalid for another word."""
    if not set(items) <= set(KNOWN):
        raise SettingInvalid("MESSAGE_CHANNELS", "made of sms, email, or empty")
    return frozenset(items)
