"""What a message may say about a case: names, days, places and amounts, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from appointments.models import Booking
from authorities.information import Location
from cases.models import Case, Item
from cases.rules import profile_of, rules_of
from common.calendar import local_day
from common.rules import Text

IN_THE_PORTAL = Text(
    de="Es liegt dort bereit, wo Sie den Antrag gestellt haben.",
    en="It is ready where you filed your application.",
)
BY_POST = Text(de="Es kommt mit der Post.", en="It will come by post.")


def recipient_of(case: Case) -> str:
    """Who is written to: an authorised person or guardian with an address, else the applicant."""
    agent = case.person.representatives.exclude(email="").first()
    return agent.email if agent else case.person.email


def is_refused(case: Case) -> bool:
    """Whether every item has been refused: then nothing goes on any more."""
    return not case.items.exclude(decision=Item.Decision.REFUSED).exists()


def base(case: Case, at: datetime) -> dict[str, Any]:
    """What every mail says."""
    contact = rules_of(case, on=local_day(at)).contact
    return {
        "reference": case.reference,
        "salutation_name": case.person.full_name,
        "authority_name": profile_of(case).name,
        "contact": Text(
            de=f"{contact.name.de}, {contact.address}", en=f"{contact.name.en}, {contact.address}"
        ),
    }


def letter_place(case: Case) -> dict[str, Text]:
    """Where the letter is found that a mail speaks of."""
    return {"letter_place": IN_THE_PORTAL if case.portal_id else BY_POST}


def place_of(booking: Booking) -> str:
    return f"{booking.counter.location}, {booking.counter.name}"


def to_bring(case: Case, purpose: str, at: datetime) -> list[Text]:
    return list(rules_of(case, on=local_day(at)).appointments[purpose].bring)


def purpose_label(case: Case, purpose: str, at: datetime) -> Text:
    return rules_of(case, on=local_day(at)).appointments[purpose].label


def pickup_place(case: Case, at: datetime) -> Location:
    """The first place where documents are handed out."""
    profile, rules = profile_of(case), rules_of(case, on=local_day(at))
    key = rules.appointments["pickup"].locations[0]
    return next(place for place in profile.location if place.key == key)


BOX = "pickup_box"


def box_place(case: Case, at: datetime) -> Location:
    """Where the pickup box is: its own place, or else where documents are handed out."""
    places = {place.key: place for place in profile_of(case).location}
    return places.get(BOX) or pickup_place(case, at)
