"""Text in drawings. No Django."""

from __future__ import annotations

from collections.abc import Iterator


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break a text into lines of at most `width` letters, between words or else with a hyphen."""
    lines = [""]
    for word in (part for whole in text.split() for part in _pieces(whole, width)):
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(line for line in lines if line)


def _pieces(word: str, width: int) -> Iterator[str]:
    """Break a word that is too long; its end has three letters or more, where there is room."""
    while len(word) > width:
        cut = width - 1 if len(word) - width + 1 >= 3 or width < 6 else width - 3
        yield f"{word[:cut]}-"
        word = word[cut:]
    yield word
