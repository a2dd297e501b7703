"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class KoladaPermission(StrEnum):
    START_SYNC = "kolada.start_sync"
    VIEW_SYNCS = "kolada.view_syncs"
