"""Indices and efficiency: how they are computed, stored, traced, and read again."""
