"""Makes what pages and files show out of the results: one dataclass for each."""
