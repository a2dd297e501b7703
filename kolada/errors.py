"""What can go wrong on the way in. Every text is a Swedish sentence for the user."""

from grund.errors import PortalError


class KoladaError(PortalError):
    """Anything about the source of figures."""


class SourceUnavailable(KoladaError):
    """No answer, 429 or 5xx after all tries: the sync stops, nothing is changed."""


class Refused(KoladaError):
    """The source says no (4xx): asking again is no use."""


class Gone(Refused):
    """410: this version of the API is closed."""


class Malformed(KoladaError):
    """The answer is not what the API promises: HTML, cut off, or of another shape."""


class SourceMixed(KoladaError):
    """Real figures and the sample may not meet in one database."""
