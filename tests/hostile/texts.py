"""Files of text that are made to take time or room."""

from __future__ import annotations

from tests.hostile.made import Case

MEGA = 1_000_000
TEXTS = [
    Case("csv, columns", "10 MB of a;", "a.csv", lambda: b"a;" * 5_000_000, "tecken"),
    Case(
        "csv, columns",
        "a line of a million semicolons",
        "a.csv",
        lambda: b";" * (MEGA - 1),
        "kolumner",
    ),
    Case("csv, columns", "a line of 900,000 commas", "a.csv", lambda: b"a," * 450_000, "kolumner"),
    Case(
        "csv, rows", "a million empty lines", "a.csv", lambda: b"\n" * (MEGA - 2) + b"a", "celler"
    ),
    Case("csv, rows", "6,000 lines", "a.csv", lambda: b"a;b\n" * 6_000, "000 rader"),
    Case("csv, marks", "a million quotation marks", "a.csv", lambda: b'"' * MEGA),
    Case(
        "csv, marks",
        "300,000 marks that are never closed",
        "a.csv",
        lambda: b'"a;\n' * 200_000,
        "rader",
    ),
    Case(
        "csv, marks", "doubled marks in every cell", "a.csv", lambda: b'"""x;\n' * 160_000, "rader"
    ),
    Case(
        "csv, marks", "a million spaces before a mark", "a.csv", lambda: b" " * (MEGA - 2) + b'"a'
    ),
    Case(
        "csv, letters",
        "100,000 marks on one letter",
        "a.csv",
        ("a" + "\u0301\u0327" * 50_000).encode,
        "accenter",
    ),
    Case(
        "csv, letters",
        "marks that fall apart into marks",
        "a.csv",
        ("a" + "\u0344" * 50_000 + "\u0327" * 50_000).encode,
        "accenter",
    ),
    Case(
        "csv, letters",
        "UTF-16 that ends in half a letter",
        "a.csv",
        lambda: b"\xff\xfe" + b"a\0" * 400_000 + b"\0",
        "inte text",
    ),
    Case("csv, letters", "nothing but null bytes", "a.csv", lambda: b"\0" * 5_000_000, "inte text"),
]
