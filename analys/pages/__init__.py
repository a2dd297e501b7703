"""The figure pages: what each shows as one dataclass, and the views, files and addresses."""
