"""Texts without what tells whose they are: municipalities, län, regions, addresses, numbers. No
Django.

The rule, and its price:
- A name is taken where it is a whole word that begins with a capital or is all in capitals, also in
  the genitive and before *kommun*, *stad*, *län* and *region*. So *Mora* goes and *moralisk* stays.
- Some names are also words (*Ale*, *Mark*, *Vara*, *Sala*, *Boden*). They go when they are written
  with a capital, so "Vara tydlig" first in a sentence becomes "Kommunen tydlig". That is a loss of
  sense and no loss of secrecy, which is the right way round; who shares reads it all first.
- A name in small letters goes when it is long enough to be no other word.
- A long name with an s and more after it (*Lekebergsbostäder*) takes the whole word with it. Other
  compounds (*Lundabor*) stay: no rule finds them all without taking ordinary words.
- No rule finds people's names or nicknames of places. Therefore the municipality reads what others
  will see before it shares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

MUNICIPALITY, REMOVED = "kommunen", "[borttaget]"
# Ordinary words in small letters, though long enough to be names.
_ALSO_WORDS = {"boden", "klippan", "köping", "säter", "trosa", "solna", "motala", "nybro"}
_LONG = 5
_KIND = r"(?i:kommun|stad|län|region)"
_CONTACTS = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                            # e-mail
    | (?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)]            # a page
    | (?<![\w.-])(?:[\w-]+\.)+(?:se|nu|com|org|eu)(?:/\S*)?(?![\w])
    | (?<![\d-])(?:19|20)?\d{6}[-+]?\d{4}(?![\d-])           # a personal identity number
    | (?<![\w,.])(?:\+46|0046|0)(?:[\s()/-]*\d){6,11}(?!\d|,\d)  # a telephone
    | \b[A-ZÅÄÖ]{2,5}\s?(?:19|20)\d\d[/:]\d+\b               # a registry number
    """,
    re.VERBOSE,
)
Hide = Callable[[str], str]


def hider(names: Iterable[str]) -> Hide:
    """Return a function that hides the names; made once for many texts."""
    every = {form for name in names for form in _alone(name)}
    if not every:
        return _without_contacts
    # Case is written out and not ignored: *Mark* in a sentence is perhaps the municipality,
    # *mark* is land.
    words = {form for name in every for form in (name, name.upper())}
    words |= {n.lower() for n in every if len(n) >= _LONG and n.lower() not in _ALSO_WORDS}
    whole = _trie(words)
    long = _trie(name for name in words if len(name) >= _LONG)
    # "Region Örebro län" and "kommunen Mora" go as a whole; otherwise "kommunen kommunen" would
    # stand there.
    region = r"(?:[Rr]egion(?:en)?|REGION|[Kk]ommunen)\s+"
    pattern = re.compile(
        rf"(?<!\w)(?:{region})?(?:(?:{long})[sS]\w{{2,}}|"
        rf"(?:{whole})(?P<of>[sS])?(?:[\s-]+{_KIND}(?P<the>(?i:en|et))?(?P<kind_of>[sS])?)?(?!\w))"
    )

    def put(match: re.Match[str]) -> str:
        tail = match["kind_of"] or (match["of"] and not _ends_in_kind(match[0]))
        said = MUNICIPALITY + ("s" if tail else "")
        return said.capitalize() if _begins(match.string, match.start()) else said

    return lambda text: pattern.sub(put, _without_contacts(text))


def anonymise(text: str, names: Iterable[str]) -> str:
    """Return the text with the names, addresses and numbers hidden."""
    return hider(names)(text)


def _alone(name: str) -> set[str]:
    """Return the forms of a name: 'Region Örebro län' is also Örebro, 'Kronobergs län'
    Kronoberg."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    short = re.sub(r"^Region(en)? | län$|s?regionen$", "", name)
    forms = {short} if len(short) > 1 else set()
    if name.endswith(" län") and short.endswith("s"):
        forms.add(short[:-1])
    return forms


def _without_contacts(text: str) -> str:
    # A letter may be written as two signs, and a word may hold signs that nobody sees.
    plain = unicodedata.normalize("NFC", text)
    plain = re.sub("[\u00ad\u200b\u200c\u200d\u2060\ufeff]", "", plain)
    return _CONTACTS.sub(REMOVED, plain)


def _ends_in_kind(text: str) -> bool:
    return re.search(rf"{_KIND}(?i:en|et)?$", text) is not None


def _begins(text: str, place: int) -> bool:
    """Tell whether a sentence begins at the place."""
    before = text[:place].rstrip()
    return not before or before[-1] in ".!?:\n" or "\n" in text[len(before) : place]


def _trie(words: Iterable[str]) -> str:
    """Return one pattern of many words, in which a wrong letter ends the search at once.

    An alternation of hundreds of names would try each of them at every place of a text. A longer
    word is tried before one that it begins with.
    """
    tree: dict[str, dict] = {}
    for word in words:
        at = tree
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, dict]) -> str:
    branches = [_letter(letter) + _pattern(below) for letter, below in tree.items() if letter]
    if not branches:
        return ""
    made = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{made})?" if "" in tree else made


def _letter(letter: str) -> str:
    """Escape a letter; between the words of a name there may be any space or a hyphen."""
    return r"[\s-]+" if letter in " -" else re.escape(letter)
