"""The live stream (`/live/`), and nothing else: pages and API are served by WSGI workers (config.wsgi)."""

from config.wsgi import application as pages
from web.live.stream import LiveStream

application = LiveStream(pages)
