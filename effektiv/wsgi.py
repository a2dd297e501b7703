"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

# Before the settings, which give the questions of a page an end.
os.environ.setdefault("PORTAL_SERVES_PAGES", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effektiv.settings")
application = get_wsgi_application()
