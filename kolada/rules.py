"""Who may do what with the feed."""

import rules

from konton.rules import is_administrator

# A sync changes every figure that everybody sees.
rules.add_perm("kolada.start_sync", is_administrator)
