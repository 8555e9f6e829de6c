"""What a portal tells: the bodies of its requests."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints, model_validator
from pydantic import StrictBool as Bool
from pydantic_core import PydanticCustomError

from authorities.situation import Kind
from cases.application import Application, Declarations
from common.inputs import Input, Written
from documents.services import HandIn

Code = Annotated[
    str,
    Written(
        r"^[a-z][a-z0-9_]{0,47}$",
        _("A code has 1 to 48 small letters, digits and _, and begins with a letter."),
    ),
]
ReturnURL = Annotated[
    str,
    StringConstraints(min_length=10, max_length=2000),
    Written(r"^https?://[!-~]+$", _("This must be an address with https:// or http://.")),
]


class HandedIn(Input):
    """An upload, and what it is handed in for, if for anything on the checklist."""

    upload: UUID
    requirement: Code | None = None


class NewCase(Application):
    """A new case: a draft, or with `submit` an application that is filed at once."""

    authority: Code
    documents: tuple[HandedIn, ...] = Field(default=(), max_length=50)
    declarations: Declarations | None = Field(default=None, description="Needed with `submit`.")
    submit: Bool = False

    @model_validator(mode="after")
    def _filing_needs_declarations(self) -> NewCase:
        if self.submit and self.declarations is None:
            raise PydanticCustomError("missing", "{field}", {"field": "declarations"})
        return self


class DraftChange(Input):
    """What is to be changed in a draft: the same sections, each with what changes only.

    null empties a field. The draft must be an application after the merge. `documents` are all that
    it is to have: those it has are named by the id of their upload, which is theirs.
    """

    kind: Kind | None = None
    legal_basis: str | None = None
    person: dict[str, Any] | None = None
    current_title: dict[str, Any] | None = None
    family: dict[str, Any] | None = None
    situation: dict[str, Any] | None = None
    requests: dict[str, Any] | None = None
    representative: dict[str, Any] | None = None
    documents: tuple[HandedIn, ...] = Field(default=(), max_length=50)


class ChangedDraft(Application):
    """A draft as it is after the merge."""

    documents: tuple[HandedIn, ...] = Field(default=(), max_length=50)


class Filing(Input):
    """What the applicant declares on filing a draft."""

    declarations: Declarations


class WithdrawalAnnouncement(Input):
    """That it is known what the withdrawal ends: what § 81 AufenthG has given."""

    acknowledged_effect: Bool


class NewDocuments(Input):
    """Uploads to be handed in."""

    documents: tuple[HandedIn, ...] = Field(min_length=1, max_length=50)


class NewPayment(Input):
    """Where the payment page sends the person back to. A return proves nothing."""

    return_url: ReturnURL


class NewAppointment(Input):
    """A free time of the list of slots."""

    purpose: Code
    slot: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class OtherTime(Input):
    """Another free time for an appointment."""

    slot: Annotated[str, StringConstraints(min_length=1, max_length=64)]


def hand_ins(documents: tuple[HandedIn, ...]) -> list[HandIn]:
    """As the services take them."""
    return [
        HandIn(upload=row.upload, requirement=row.requirement, pointer=f"/documents/{number}")
        for number, row in enumerate(documents)
    ]
