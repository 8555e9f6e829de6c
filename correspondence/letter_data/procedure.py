"""Letters on an application's way: from its confirmation to the pickup, or to its end undecided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .letter import LetterData
from .parts import Effect, Employment, MissingItem, QrCode


@dataclass(frozen=True, kw_only=True)
class Confirmation(LetterData):
    """Confirms the filing and states what § 81 AufenthG makes of it; a third party can check it.

    `title_valid_until` is the last day of the title held, needed for both continuations;
    `ordered_on` is needed for the ordered one. `reason` is a sentence more, as where there is no
    effect and why. `duration` is how long the procedure takes, where the authority tells it, as
    "6 bis 8 Wochen". Raises ValueError where a day is missing.
    """

    template = "confirmation"

    applied_for: tuple[str, ...]
    received_at: datetime
    effect: Effect
    employment: Employment = Employment.NOT_STATED
    title_valid_until: date | None = None
    ordered_on: date | None = None
    reason: str = ""
    duration: str = ""
    verification_code: str
    verification_url: str
    verification_qr: QrCode

    def __post_init__(self) -> None:
        days = {
            Effect.CONTINUATION: (self.title_valid_until,),
            Effect.CONTINUATION_ORDERED: (self.title_valid_until, self.ordered_on),
        }
        if None in days.get(self.effect, ()):
            raise ValueError(f"A confirmation of {self.effect} names the days it rests on.")


@dataclass(frozen=True, kw_only=True)
class Nachforderung(LetterData):
    """Names exactly what is missing, until when, and what follows (§ 82(1) S. 3, (3) S. 2)."""

    template = "nachforderung"

    applied_for: str
    missing: tuple[MissingItem, ...]
    due_on: date
    ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AppointmentInvitation(LetterData):
    """When and where to come, and what to bring; `in_person` where nobody else can come instead."""

    template = "appointment"

    purpose: str
    starts_at: datetime
    place: tuple[str, ...]
    what_happens: tuple[str, ...]
    bring: tuple[str, ...]
    in_person: bool = True
    change_until: datetime | None = None
    change_url: str = ""


@dataclass(frozen=True, kw_only=True)
class PickupInvitation(LetterData):
    """What is ready, where and when it is handed over, and what to bring.

    `starts_at` is a fixed time; without one `opening` says when to come.
    """

    template = "pickup"

    products: tuple[str, ...]
    place: tuple[str, ...]
    bring: tuple[str, ...]
    starts_at: datetime | None = None
    opening: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalNotice(LetterData):
    """Confirms that a withdrawal has become effective, and what has ended by it.

    `title_valid_until` is given where the title held still runs on its own term.
    """

    template = "withdrawal"

    applied_for: str
    effective_at: datetime
    ended_effect: Effect
    title_valid_until: date | None = None
    fees: str = ""


@dataclass(frozen=True, kw_only=True)
class Discontinuation(LetterData):
    """Says that the procedure was ended without a decision, and why."""

    template = "discontinuation"

    applied_for: str
    discontinued_on: date
    reason: str
    consequences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Transfer(LetterData):
    """Says that another authority goes on with the case, and what that does not change.

    `effect_goes_on`: the application has an effect on the stay, which the transfer does not end.
    """

    template = "transfer"

    applied_for: str
    to_authority: str
    transferred_on: date
    received_at: datetime
    effect_goes_on: bool
    fee_taken: bool
