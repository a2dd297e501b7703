#!/usr/bin/env python
"""Django's command line for the portal."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # Starting makes hundreds of thousands of objects, nearly all of which stay. To look through
    # them after each 700 new ones, as Python has it, is a tenth of what a start costs.
    gc.set_threshold(50_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effektiv.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # it says what to mend; a traceback would hide it
