"""Files that are made to take time or room, each with what becomes of it.

All of them are made here, by code; nothing of the kind lies in the tree.
"""

from tests.hostile.documents import DOCUMENTS
from tests.hostile.made import Case
from tests.hostile.texts import TEXTS
from tests.hostile.workbooks import WORKBOOKS

__all__ = ["FILES", "Case"]

FILES = [*WORKBOOKS, *DOCUMENTS, *TEXTS]
