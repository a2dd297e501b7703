"""The small language of the definitions: key figures, + - * / and parentheses. No Django."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_NAME = re.compile(r"^([NU]\d{5}|volume)$")
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    # numpy would answer infinity, but what is divided by nothing is missing.
    ast.Div: lambda a, b: np.divide(a, np.where(b == 0, np.nan, b)),
}


class ExpressionError(ValueError):
    """The text is not an expression of this language."""


@dataclass(frozen=True)
class Expression:
    text: str
    names: tuple[str, ...]  # in the order of their first use
    # Kept, because a page evaluates hundreds; two of the same text are the same expression.
    tree: ast.expr = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read an expression.

        Raises:
            ExpressionError: the text is not one of this language.
        """
        # Python's parser, never `eval`: `_check` lets through nothing but what the language has.
        try:
            tree = ast.parse(text, mode="eval").body
        except SyntaxError as error:
            raise ExpressionError(f"{text}: {error.msg}") from None
        names: list[str] = []
        _check(tree, names, text)
        return cls(text, tuple(dict.fromkeys(names)), tree)

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """Element by element; nan wherever a name is nan or a denominator is zero."""
        return np.asarray(_evaluate(self.tree, values))


def _check(node: ast.AST, names: list[str], text: str) -> None:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            _check(left, names, text)
            _check(right, names, text)
        case ast.Name(id=name) if _NAME.match(name):
            names.append(name)
        case ast.Constant(value=int() | float()):
            pass
        case _:
            raise ExpressionError(f"{text}: {ast.unparse(node)} is not allowed")


def _evaluate(node: ast.AST, values: Mapping[str, Array]) -> Any:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_evaluate(left, values), _evaluate(right, values))
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return value
    raise ExpressionError(ast.dump(node))
