"""Find problems that are like each other, by the words they share. No Django.

The rule: words in small letters, without the most usual ones and without endings; a rare word
weighs more than one that many use; the likeness of two texts is the cosine of their weighted
words, from 0 (none in common) to 1 (the same). What is less alike than `THRESHOLD` is not shown.

Its price: other words for the same thing, and compounds (*vikariekostnad* beside *vikarier*), are
not seen as alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

THRESHOLD = 0.35
_SHORTEST = 4  # letters that an ending must leave
_USUAL = (
    "alla att av bara blir bli båda både de del dem den denna deras dess det detta dig dock då där "
    "efter ej eller en ett finns från få får för ger genom gör göra ha har hos hur i in ingen inom "
    "inte ja just kan kommun kommunen kommunens man med mellan men mer mest mot mycket många måste "
    "ned nu någon något några när och också om oss per på samma sig sin sina sitt ska skulle så "
    "som stor stora stort till under ur ut utan vad var vara varje vi vid vilka vilket väl vår "
    "våra än är även åt över"
)
_STOP = frozenset(_USUAL.split())
_ENDINGS = (
    "ningarna",
    "ningar",
    "heterna",
    "heten",
    "heter",
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ningen",
    "ning",
    "ande",
    "ende",
    "aste",
    "are",
    "ade",
    "het",
    "ens",
    "ets",
    "en",
    "et",
    "er",
    "ar",
    "or",
    "na",
    "as",
    "es",
    "a",
    "e",
    "n",
    "t",
    "s",
)


def words_of(text: str) -> list[str]:
    """Return the stems of the words in the text."""
    plain = unicodedata.normalize("NFC", text).casefold()
    found = re.findall(r"[^\W\d_]{2,}", plain)
    return [_stem(word) for word in found if word not in _STOP]


def _stem(word: str) -> str:
    """Strip the longest ending that leaves a word, and again until none is left. It is crude."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _stem(word[: -len(ending)])
    return word


@dataclass(frozen=True)
class Near:
    key: int
    likeness: float


class Texts:
    """Texts among which those that are like another text are looked for."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        words = {key: words_of(text) for key, text in texts.items()}
        self._holding: dict[str, list[int]] = {}
        for key, found in words.items():
            for word in set(found):
                self._holding.setdefault(word, []).append(key)
        self._count = len(texts)
        self._vectors = {key: self._vector(texts) for key, texts in words.items()}

    def near(self, text: str, least: float = THRESHOLD) -> list[Near]:
        """Return the most alike first; of equals the one that was put in first."""
        asked = self._vector(words_of(text))
        likeness: dict[int, float] = {}
        for word, weight in asked.items():
            for key in self._holding.get(word, ()):
                likeness[key] = likeness.get(key, 0.0) + weight * self._vectors[key][word]
        nears = [Near(key, value) for key, value in likeness.items() if value >= least]
        # Rounded, since equal texts can differ in the last binary digit by the order of their
        # words.
        return sorted(nears, key=lambda near: (-round(near.likeness, 9), near.key))

    def _vector(self, words: Iterable[str]) -> dict[str, float]:
        """Return the weights of the words, scaled to length 1.

        Words that no text holds count too, for they make the asked text less alike.
        """
        weights = {word: times * self._rarity(word) for word, times in Counter(words).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}

    def _rarity(self, word: str) -> float:
        # Both sides plus one: a word that no text holds is weighed as the rarest instead of
        # dividing by zero, and one that all hold still counts.
        return 1.0 + math.log((1 + self._count) / (1 + len(self._holding.get(word, ()))))
