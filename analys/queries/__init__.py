"""Reading results: one dataclass per page or file."""
