"""How the staff pages write amounts, names and moments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel import Locale
from django import template
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from authorities.countries import NOT_KNOWN
from common.text import german_amount

register = template.Library()


@register.filter
def euro(amount: Decimal) -> str:
    """As in "1.093,00 €"."""
    return german_amount(amount)


@register.filter
def name_of(names: Mapping[str, str], public_id: str) -> str:
    """Who that is; the clock has no name."""
    return names.get(public_id, "–")


@register.filter
def megabytes(size: int) -> str:
    """As in "1,4 MB"; never less than 0,1."""
    return f"{max(size / 1024 / 1024, 0.1):.1f} MB".replace(".", ",")


@register.filter
def language(code: str) -> str:
    """The name of a language in the reader's own; a code that nobody knows stands for itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def country(code: str) -> str:
    """The name of a country in the reader's own language, or that somebody has none."""
    special = {"stateless": _("stateless"), NOT_KNOWN: _("not known")}
    names = Locale.parse(get_language() or "de", sep="-").territories
    return special.get(code) or str(names.get(code, code))
