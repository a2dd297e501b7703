"""Ask the portal in this container whether it can serve pages."""

import os
import sys
import urllib.request

request = urllib.request.Request(
    os.environ.get("HEALTH_URL", "http://127.0.0.1:8000/halsa/"),
    headers={
        "Host": os.environ["PORTAL_HOSTS"].split(",")[0].strip(),
        "X-Forwarded-Proto": "https",
    },
)
try:
    with urllib.request.urlopen(request, timeout=5) as answer:
        sys.exit(0 if answer.status == 200 else 1)
except OSError as error:
    sys.exit(f"not served: {error}")
