"""The portal's settings with one more address: an empty view to compare with."""

from effektiv.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
