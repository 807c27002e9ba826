"""The production settings, with what only a host or a later release can give: addresses, secrets, a key module.

Row-level security, sealed fields, journal, secure cookies and HTTPS-only are those of `config.settings.base`.
The keyring is the real one on its file provider, which production refuses until the hardware module's
exists; `DEMONSTRATION` lifts that one refusal and nothing that costs or saves time.
"""

import os

from config import local_environment
from config.demonstration import telephony

os.environ["KEYRING_PROVIDER"] = "file"
os.environ["MESSAGE_CHANNELS"] = ""
local_environment.prepare()

from config.settings.base import *  # noqa: E402,F403

DEMONSTRATION = True
TELEPHONY_ACCOUNTS = telephony.accounts(SECRET_KEY, PUBLIC_URL)  # noqa: F405
