"""A municipality among others: whom it is compared with, where it lies, what a difference is."""
