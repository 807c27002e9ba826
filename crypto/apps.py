import atexit

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "crypto"
    verbose_name = "Chiffrement"

    def ready(self) -> None:
        from crypto import keyring

        # gunicorn and Celery turn SIGTERM into a normal exit: unwrapped keys leave memory then.
        atexit.register(keyring.wipe_caches)
