"""What can go wrong on the way in; the text of every error is a Swedish sentence for the user."""

from grund.errors import PortalError


class KoladaError(PortalError):
    """The root of every error about the source of figures."""


class SourceUnavailable(KoladaError):
    """No answer, 429 or 5xx after all tries: the sync stops, nothing is changed."""


class Refused(KoladaError):
    """The source says no (4xx), and would say so again."""


class Gone(Refused):
    """410: this version of the API is closed."""


class Malformed(KoladaError):
    """The answer is not what the API promises: HTML, cut off, or of another shape."""


class SourceMixed(KoladaError):
    """Real figures and the sample would meet in one database."""
