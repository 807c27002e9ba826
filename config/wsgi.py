"""Pages and API, served by WSGI workers. Production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import garbage, start_checks
from config.deep_calls import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
# gunicorn's own code for "worker failed to boot": with any other it would start the worker again, for ever.
start_checks.enforce(code=3)
application = roomy(get_wsgi_application())
# Half of the imports hang from the routes: before anybody waits for an answer, and once for all workers of a preload.
get_resolver().url_patterns  # noqa: B018 - read for what it loads
garbage.settle()
