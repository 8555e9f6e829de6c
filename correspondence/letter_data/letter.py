"""What every letter has."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from .parts import Office, Person
from .writing import written


@dataclass(frozen=True, kw_only=True)
class LetterData:
    """What every letter has. `written_on` is its date, and the only clock a letter knows.

    `address` is name and address line by line, as for the window of the envelope; `clerk` is empty
    where names of staff are not given; `copy` marks what is not the original.
    """

    template: ClassVar[str]

    office: Office
    address: tuple[str, ...]
    person: Person
    reference: str
    written_on: date
    clerk: str = ""
    copy: bool = False

    def data(self) -> dict[str, Any]:
        """The letter as JSON has it, with days, moments, amounts and codes written out."""
        return {part.name: written(getattr(self, part.name)) for part in fields(self)}
