"""What this room refuses."""

from core.errors import NotFound, RuleRefused


class ConsentRequired(RuleRefused):
    """No notice was read to the person (ST-09, ST-10)."""

    code, title = "consent-required", "Lisez d'abord le texte d'information au patient."


class NoticeOutdated(RuleRefused):
    """The version read is not the one in force; `current_version` is."""

    code, title = "notice-outdated", "Le texte d'information a changé : lisez la version en vigueur."


class NoNoticeInForce(NotFound):
    """The practice has published no text: nobody can be informed, no patient can be created."""

    code, title = "no-notice-in-force", "Ce cabinet n'a pas encore publié de texte d'information."
