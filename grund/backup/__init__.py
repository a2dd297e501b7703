"""The database and its files as one archive, and back (see docs/decisions/0027).

`archive` is the file itself, with its checksums; `tables` turns rows into lines and back; `saving`
and `restoring` do the two; `thinning` says which of many archives are kept.
"""
