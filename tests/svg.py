"""Pictures as the templates of the project work draw them, read as XML."""

from __future__ import annotations

from xml.etree import ElementTree

from django.template.loader import render_to_string

SVG = "{http://www.w3.org/2000/svg}"


def parsed(template: str, **context: object) -> ElementTree.Element:
    """The partial as XML, which it is meant to be well-formed as; inline SVG gets its namespace."""
    text = render_to_string(f"projekt/{template}.html", context)
    assert "<script" not in text
    assert " style=" not in text
    return ElementTree.fromstring(
        f"<div>{text.replace('<svg ', '<svg xmlns=' + chr(34) + SVG[1:-1] + chr(34) + ' ')}</div>"
    )


def text_of(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def hrefs(root: ElementTree.Element) -> list[str]:
    return [node.get("href", "") for node in root.iter() if node.tag.removeprefix(SVG) == "a"]


def named(root: ElementTree.Element) -> None:
    """The picture has the name and the description that it points to."""
    svg = next(node for node in root.iter(f"{SVG}svg") if node.get("role"))
    for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
        (found,) = [node for node in svg.iter() if node.get("id") == svg.get(attribute)]
        assert found.tag == f"{SVG}{tag}"
        assert text_of(found)
    numbers = [svg.get(name, "") for name in ("width", "height")]
    assert all(number.isdigit() for number in numbers)
