"""Pages and API, served by WSGI workers. Production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from config import garbage, start_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
# gunicorn's own code for "worker failed to boot": with any other it would start the worker again, for ever.
start_checks.enforce(code=3)
application = get_wsgi_application()
garbage.settle()
