"""Pages and API, served by WSGI workers. Production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from config import start_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
start_checks.enforce()
application = get_wsgi_application()
