"""Puts what somebody had sent back into the form of a page, whichever view made the page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

Sent = dict[str, list[str]]
Attributes = dict[str, str | None]
_BUTTONS = ("submit", "button", "reset", "image")
_NEVER = ("password", "file", *_BUTTONS)
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the page's own is the one that counts


@dataclass
class _Control:
    kind: str  # the type of an input, else textarea or option; button
    name: str
    start: int
    end: int
    attributes: Attributes
    value: str = ""


@dataclass
class _Form:
    action: str
    inside: int  # where its content begins
    controls: list[_Control] = field(default_factory=list)

    def likeness(self, sent: Sent) -> tuple[int, int]:
        """How many hidden values are those that were sent, then how many names are."""
        named = [
            control for control in self.controls if control.name in sent and control.name != _TOKEN
        ]
        hidden = [
            control
            for control in named
            if control.kind == "hidden" and control.value in sent[control.name]
        ]
        return len(hidden), len({control.name for control in named})


class _Page(HTMLParser):
    """Finds the forms of a page that are sent with POST, and where their parts stand in it."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html, self.address = html, address
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.forms: list[_Form] = []
        self.form: _Form | None = None
        self.select = ""
        self.open: _Control | None = None  # a textarea, or an option without a value
        self.feed(html)
        self.close()

    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, found = self.here(), dict(attrs)
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            is_sent = (found.get("method") or "").lower() == "post"
            action = urljoin(self.address, found.get("action") or self.address)
            self.form = _Form(action, end) if is_sent else None
            self.forms += [self.form] if self.form else []
        elif self.form and tag == "select":
            self.select = found.get("name") or ""
        elif self.form and tag in ("input", "textarea", "option", "button"):
            name = self.select if tag == "option" else found.get("name") or ""
            kind = (found.get("type") or "text").lower() if tag == "input" else tag
            control = _Control(kind, name, start, end, found, found.get("value") or "")
            if tag in ("textarea", "option"):
                self.open = control
            if name:
                self.form.controls.append(control)

    def handle_data(self, data: str) -> None:
        if self.open and self.open.kind == "option" and "value" not in self.open.attributes:
            self.open.value += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.open:
            self.open.end = self.here()
        if tag in ("textarea", "option"):
            self.open = None


def refill(html: str, *, page: str, action: str, sent: Sent, note: str) -> str | None:
    """The page with `sent` in the form that leads to `action`, and `note` (HTML) at its beginning.

    None when no form of the page takes all of it: what somebody wrote is never left out in silence.
    """
    forms = [form for form in _Page(html, page).forms if form.action == action]
    form = max(forms, key=lambda form: form.likeness(sent), default=None)
    if form is None or _left_over(form, sent):
        return None
    edits = [(form.inside, form.inside, note)]
    waiting = defaultdict(list, {name: list(values) for name, values in sent.items()})
    for control in form.controls:
        if control.name != _TOKEN and (edit := _edit(control, sent, waiting)) is not None:
            edits.append((control.start, control.end, edit))
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _left_over(form: _Form, sent: Sent) -> bool:
    """Whether something that was written has no place in the form."""
    room: dict[str, int] = defaultdict(int)
    choices: dict[str, set[str]] = defaultdict(set)
    for control in form.controls:
        if control.kind in ("option", "checkbox", "radio", *_BUTTONS):
            choices[control.name].add(_choice(control))
        elif control.kind not in _NEVER:
            room[control.name] += 1
    for name, values in sent.items():
        written = [text for text in values if text not in choices[name]]
        if name != _TOKEN and any(written) and len(written) > room[name]:
            return True
    return False


def _choice(control: _Control) -> str:
    is_bare = control.kind in ("checkbox", "radio") and "value" not in control.attributes
    return "on" if is_bare else control.value


def _edit(control: _Control, sent: Sent, waiting: Sent) -> str | None:
    """What the control is written as with the value that was sent; None leaves it as it is."""
    if control.kind in _NEVER:
        return None
    if control.kind in ("option", "checkbox", "radio"):
        mark = "selected" if control.kind == "option" else "checked"
        tag = "option" if control.kind == "option" else "input"
        attributes = {key: value for key, value in control.attributes.items() if key != mark}
        chosen = _choice(control) in sent.get(control.name, [])
        return _tag(tag, {**attributes, mark: None} if chosen else attributes)
    if not waiting[control.name]:
        return None
    value = waiting[control.name].pop(0)
    if control.kind == "textarea":  # a browser leaves out the first line feed
        return f"{_tag('textarea', control.attributes)}\n{escape(value)}"
    return _tag("input", {**control.attributes, "value": value})


def _tag(name: str, attributes: Attributes) -> str:
    written = (k if v is None else f'{k}="{escape(v)}"' for k, v in attributes.items())
    return f"<{' '.join([name, *written])}>"
