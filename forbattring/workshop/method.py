"""Draw a text as a square (QR code) that a phone's camera reads. No Django."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True)
class Square:
    size: int  # in modules, with the quiet edge that a camera needs
    path: str  # of an SVG of that size


def square(text: str) -> Square:
    # Level M survives a shadow or a stain on the wall. A border of 4 modules is what the
    # standard asks for.
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Square(len(rows), path)
