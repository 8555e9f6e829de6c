"""Collect every text of ours, and those of the admin theme, into the German catalogue.

The reference portal has a catalogue of its own, since it is a program of its own.

`python -m deploy.translations` brings each `locale/de/LC_MESSAGES/django.po` up to date: new texts
come without German, vanished ones go. It does Django's `makemessages` by Babel, since that needs
GNU gettext, which set-up does not ask for. `.mo` files are compiled by `deploy.bootstrap`.
"""

from __future__ import annotations

import io
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from deploy.places import CHECKOUT

CATALOGUE = CHECKOUT / "locale" / "de" / "LC_MESSAGES" / "django.po"
PORTAL = CHECKOUT / "examples" / "portal"
OF_PORTAL = PORTAL / "locale" / "de" / "LC_MESSAGES" / "django.po"
OURS = (
    "config", "cases", "authorities", "applicants", "documents", "fees", "appointments",
    "production", "correspondence", "access", "common",
)  # fmt: skip
# Unfold ships no German. What Django itself has in German under the same words stays Django's.
THEME = "unfold"
# Migrations repeat the models; the theme's extras for other packages are not installed here.
SKIPPED = {"migrations", "contrib", "unfold_crispy"}
GERMAN_ALREADY = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LINE = 100
HEADER = """\
# German texts of Titelweg, and those of its admin theme. Kept by `python -m deploy.translations`.
msgid ""
msgstr ""
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def collected() -> Catalog:
    """All texts that staff and applicants may read, without their German."""
    catalogue = Catalog(locale="de", project="Titelweg", charset="utf-8", fuzzy=False)
    for package in OURS:
        _collect(catalogue, CHECKOUT / package, relative_to=CHECKOUT)
    theme = _folder_of(THEME)
    foreign = Catalog(locale="de")
    _collect(foreign, theme, relative_to=theme.parent)
    known = _german_of_django()
    for message in _texts(foreign):
        if message.id not in known and message.id not in catalogue:
            catalogue.add(message.id, locations=message.locations, context=message.context)
    return catalogue


def collected_of_portal() -> Catalog:
    """All texts of the reference portal, without their German."""
    catalogue = Catalog(locale="de", charset="utf-8", fuzzy=False)
    _collect(catalogue, PORTAL, relative_to=CHECKOUT)
    return catalogue


COLLECTED: dict[Path, Callable[[], Catalog]] = {
    CATALOGUE: collected,
    OF_PORTAL: collected_of_portal,
}


def kept(catalogue: Path = CATALOGUE) -> Catalog:
    """A catalogue as it stands in the repository."""
    with catalogue.open("rb") as file:
        return read_po(file, locale="de")


def without_german(catalogue: Catalog) -> list[str]:
    """Texts that have no German, or only one of two numbers."""
    return [str(message.id) for message in _texts(catalogue) if not _is_complete(message)]


def refresh(catalogue: Path = CATALOGUE) -> list[str]:
    """Write the catalogue anew; what has no German yet."""
    fresh = COLLECTED[catalogue]()
    for message in _texts(kept(catalogue) if catalogue.exists() else Catalog(locale="de")):
        found = fresh.get(message.id, message.context)
        if found is not None:
            found.string = message.string
    _write(fresh, catalogue)
    return without_german(fresh)


def _write(catalogue: Catalog, target: Path) -> None:
    """Without dates, names and line numbers, which would differ with every writing."""
    texts = io.BytesIO()
    write_po(
        texts, catalogue, width=LINE, sort_by_file=True, include_lineno=False, omit_header=True
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(HEADER.encode() + texts.getvalue())


def _texts(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def _is_complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def _collect(catalogue: Catalog, folder: Path, *, relative_to: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".html"} and SKIPPED.isdisjoint(path.parts):
            where = path.relative_to(relative_to).as_posix()
            for line, text, comments, context in _extracted(path):
                catalogue.add(
                    text, locations=[(where, line)], auto_comments=comments, context=context
                )


def _extracted(path: Path) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # Django's own way: the template becomes lines of calls that read like Python.
        calls = templatize(source, origin=str(path))
        source = "\n".join(line.strip() for line in calls.splitlines())
    try:
        return list(extract("python", io.BytesIO(source.encode()), KEYWORDS))
    except tokenize.TokenError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def _german_of_django() -> Catalog:
    german = Catalog(locale="de")
    for part in GERMAN_ALREADY:
        path = _folder_of("django") / part / "locale" / "de" / "LC_MESSAGES" / "django.po"
        with path.open("rb") as file:
            for message in _texts(read_po(file, locale="de")):
                german[message.id] = message
    return german


def _folder_of(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ValueError(f"{package} is not installed.")
    return Path(found.submodule_search_locations[0])


def main() -> int:
    """Bring the catalogues up to date; 1 where German is missing."""
    missing = [text for catalogue in COLLECTED for text in refresh(catalogue)]
    for text in missing:
        sys.stdout.write(f"no German: {text!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
