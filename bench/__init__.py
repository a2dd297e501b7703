"""`make bench`: ratios within one run, because machines differ and are noisy."""
