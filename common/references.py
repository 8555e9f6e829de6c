"""Reference numbers (Aktenzeichen) like `BE-2026-000123-7`: authority, year, counter, check digit.

Public: `Reference`, `InvalidReference`, `make`, `parse`.

The check digit is Damm's (an anti-symmetric quasigroup of order ten): it notices every mistyped
digit and every swap of two neighbouring digits. One decimal digit cannot tell 26 letters apart, so
a mistyped prefix is noticed in nine of ten cases only; who looks a reference up sees that there is
no such case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from stdnum import damm

from common.errors import DomainError

_SHAPE = re.compile(r"([A-Z]{2,4})-([1-9][0-9]{3})-((?!0+-)[0-9]{6,9})-[0-9]")


class InvalidReference(DomainError):
    """The text is no reference number, or was mistyped."""

    code = "invalid_reference"
    sentence = _("This is not a valid reference number. Please check how it is written.")


@dataclass(frozen=True)
class Reference:
    """The parts of a reference number; `str()` writes it.

    `prefix` is two to four capital letters A-Z, `counter` counts the cases of a year from 1.
    Raises ValueError for parts that make no reference.
    """

    prefix: str
    year: int
    counter: int

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(f"{self._unchecked()}-0"):
            raise ValueError(f"No reference can be made of {self!r}.")

    def __str__(self) -> str:
        return f"{self._unchecked()}-{_check_digit(self._unchecked())}"

    def _unchecked(self) -> str:
        return f"{self.prefix}-{self.year}-{self.counter:06}"


def make(*, prefix: str, year: int, counter: int) -> str:
    """The reference number of a case as it is written, with at least six digits of the counter.

    Raises ValueError for parts that make no reference (see `Reference`).
    """
    return str(Reference(prefix=prefix, year=year, counter=counter))


def parse(text: str) -> Reference:
    """The parts of a reference as people type it: small letters and spaces around are forgiven.

    Raises `InvalidReference` where the form or the check digit is wrong.
    """
    typed = text.strip().upper()
    shape = _SHAPE.fullmatch(typed)
    if shape is None:
        raise InvalidReference
    prefix, year, counter = shape.groups()
    reference = Reference(prefix=prefix, year=int(year), counter=int(counter))
    if str(reference) != typed:
        raise InvalidReference
    return reference


def _check_digit(unchecked: str) -> str:
    """Damm's digit over all letters (A = 10 … Z = 35, as in IBANs) and digits."""
    digits = "".join(str(int(sign, 36)) for sign in unchecked if sign != "-")
    return str(damm.calc_check_digit(digits))
