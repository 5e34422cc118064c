"""The WSGI entry: `gunicorn samre.config.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from .running import hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
application = get_wsgi_application()
hold()
