"""Reading a form of an HTML page as a browser would: its fields, with what they hold.

Public: `Form`, `form_on`, `links_on`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from .patience import Failed


@dataclass
class Form:
    """The fields of one form; `choices` are what its selects and radio buttons offer."""

    style: str = ""
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms that post, and all links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(told.get("href", ""))
        elif tag == "form" and told.get("method", "").lower() == "post":
            self._form = Form(style=told.get("class", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(self._form, tag, told)

    def _take(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name = told.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._offer(form, self._select, told, chosen="selected" in told)
        elif tag == "textarea":
            self._area = name
            form.values[name] = ""
        elif tag == "input" and name:
            self._input(form, name, told)

    def _input(self, form: Form, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind in {"radio", "checkbox"}:
            self._offer(form, name, told, chosen="checked" in told)
        elif kind not in {"submit", "button", "file"}:
            form.values[name] = told.get("value", "")

    def _offer(self, form: Form, name: str, told: dict[str, str], *, chosen: bool) -> None:
        value = told.get("value", "on")
        form.choices.setdefault(name, []).append(value)
        if chosen:
            form.values[name] = value

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None:
            # A browser drops the line break that follows the opening tag.
            self._form.values[self._area] = self._form.values[self._area].removeprefix("\n")
            self._area = ""


def form_on(page: str, *, having: str = "", style: str = "") -> Form:
    """The first posting form with this field, or of this class. Raises `Failed`."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        if having in form.values or (style and style in form.style.split()):
            return form
    raise Failed(f"The page has no form with {having or style!r}.")


def links_on(page: str) -> list[str]:
    """The address of every link, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.links
