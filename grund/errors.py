"""The root of every error whose text a person may read."""


class PortalError(Exception):
    """Carries one Swedish sentence that says what is wrong and what to do."""


class Unchangeable(PortalError):
    """Code tried to change what may only be added to."""
