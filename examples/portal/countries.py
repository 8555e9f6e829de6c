"""Countries and languages by name, in the language of the page.

Public: `countries`, `languages`.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Choices = list[tuple[str, str]]
# Of the names, those of no country by ISO 3166-1.
LEFT_OUT = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
SPOKEN = ("ar", "bs", "de", "en", "es", "fa", "fr", "ku", "prs", "ps", "ro", "ru", "so", "sq",
          "sr", "ti", "tr", "uk", "ur", "vi")  # fmt: skip


def countries() -> Choices:
    """Codes of ISO 3166-1 with their names, in order, and those without a nationality."""
    named = _territories(get_language() or "de")
    return [("", _("Please choose")), *named, ("stateless", _("stateless"))]


def languages() -> Choices:
    """In which language the authority may write."""
    names = Locale.parse(get_language() or "de").languages
    return sorted(((code, names.get(code, code)) for code in SPOKEN), key=lambda row: row[1])


@cache
def _territories(language: str) -> Choices:
    names = Locale.parse(language).territories
    named = [
        (code, name) for code, name in names.items() if len(code) == 2 and code not in LEFT_OUT
    ]
    return sorted(named, key=lambda row: row[1])
