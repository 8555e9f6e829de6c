"""Which codes name a country. Public: `COUNTRIES`, `Country`, `Nationality`, `NOT_KNOWN`."""

from __future__ import annotations

from typing import Annotated

from babel import Locale
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from common.inputs import Written

# What CLDR has beside ISO 3166-1: parts of states, unions, and names for what is no place.
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_TERRITORIES = frozenset(str(code) for code in Locale("en").territories)
# With XK for Kosovo, to which ISO 3166-1 has given no code.
COUNTRIES = frozenset(it for it in _TERRITORIES if len(it) == 2 and it.isalpha()) - _NO_COUNTRIES
STATELESS = "stateless"
# The code for a nationality that is not known; it gives nobody a right and takes none.
NOT_KNOWN = "XX"
_WHY = _(
    "This is no country by its code in ISO 3166-1, as in SY; for Kosovo write XK, and for people"
    " without a nationality “stateless”."
)


def _known(code: str) -> str:
    if code not in COUNTRIES and code != STATELESS:
        raise PydanticCustomError("invalid", "{why}", {"why": str(_WHY)})
    return code


def _known_or_open(code: str) -> str:
    return code if code == NOT_KNOWN else _known(code)


_FORM = Written(rf"^([A-Z]{{2}}|{STATELESS})$", _WHY)
Country = Annotated[str, _FORM, AfterValidator(_known)]
# As the rules are asked about a case, whose paper may have left it open.
Nationality = Annotated[str, _FORM, AfterValidator(_known_or_open)]
