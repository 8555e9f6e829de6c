"""What happens in the demo at the other authorities: fewer cases, each way of theirs once.

Public: `cast_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .paper import OnPaper
from .people import Applicant
from .plots import Plot, Step, at
from .story import Story

_PEOPLE = (
    ("Bahar", "Rostami", "F", "1992-04-11", "Urmia", "IR", "de"),
    ("Alpha", "Barry", "M", "1998-08-02", "Mamou", "GN", "en"),
    ("Drita", "Berisha", "F", "1986-01-19", "Peja", "XK", "de"),
    ("Yonas", "Haile", "M", "1994-12-07", "Dekemhare", "ER", "en"),
    ("Fadia", "Khoury", "F", "1979-06-30", "Latakia", "SY", "de"),
    ("Zaur", "Mammadov", "M", "1990-02-15", "Sumqayıt", "AZ", "de"),
    ("Joy", "Osagie", "F", "1996-09-09", "Auchi", "NG", "en"),
    ("Karim", "Benali", "M", "1983-03-27", "Annaba", "DZ", "de"),
    ("Naira", "Sargsyan", "F", "2001-11-14", "Wanadsor", "AM", "de"),
    ("Tesfay", "Gebru", "M", "1991-05-23", "Senafe", "ER", "en"),
    ("Lucía", "Flores Rojas", "F", "1988-10-17", "Sucre", "BO", "de"),
    ("Emir", "Hasanović", "M", "1977-07-04", "Srebrenica", "BA", "de"),
    ("Parwin", "Hamidi", "F", "1999-03-03", "Bagrami", "AF", "de"),
    ("Roza", "Bagirova", "F", "1984-12-21", "Ganja", "AZ", "de"),
    ("Malik", "Ashraf", "M", "1984-02-05", "Gujrat", "PK", "en"),
    ("Dana", "Ashraf", "F", "1989-09-29", "Gujrat", "PK", "en"),
    ("Noor", "Ashraf", "F", "2013-05-06", "Lahore", "PK", "en"),
    ("Abel", "Tekle", "M", "1993-01-11", "Barentu", "ER", "en"),
    ("Sevda", "Yıldız", "F", "1982-08-08", "Mardin", "TR", "de"),
    ("Oleh", "Bondar", "M", "1976-04-25", "Sumy", "UA", "de"),
    ("Miriam", "Nkosi", "F", "1995-06-12", "Manzini", "SZ", "en"),
    ("Salim", "Haidari", "M", "2000-02-02", "Ghor", "AF", "de"),
    ("Ajla", "Mujić", "F", "1987-11-26", "Zenica", "BA", "de"),
    ("Patrice", "Kouassi", "M", "1990-07-15", "Bouaké", "CI", "en"),
    ("Huda", "Al-Najjar", "F", "1972-03-08", "Mossul", "IQ", "de"),
    ("Rustam", "Aliev", "M", "1994-10-01", "Namangan", "UZ", "de"),
    ("Thuy", "Lê", "F", "1985-01-13", "Hải Phòng", "VN", "de"),
)
DULDUNG: dict[str, Any] = {
    "kind": "issue",
    "legal_basis": "25b(1)",
    "current_title": {"type": "duldung", "ends_in": 60},
    "situation": {"occupation": "employed", "has_passport": True},
}


def _holder(basis: str, ends_in: int, **more: Any) -> dict[str, Any]:
    return {
        "legal_basis": basis,
        "current_title": {"type": "residence_permit", "legal_basis": basis, "ends_in": ends_in},
        "situation": {"occupation": "employed", "has_passport": True},
        **more,
    }


SUBSIDIARY = _holder(
    "25(2)2",
    20,
    situation={"occupation": "none", "benefits": ["sgb2"], "protection": "subsidiary"},
    requests={"travel_document": {"type": "foreigner"}},
)


def told(days_ago: int, channel: str, facts: dict[str, Any]) -> Step:
    return at(days_ago, lambda story: OnPaper.record(story, channel, **facts))


def online(days_ago: int, facts: dict[str, Any]) -> Step:
    return at(days_ago, lambda story: OnPaper.file_online(story, *PAPERS, **facts))


def joined(days_ago: int, relation: str, facts: dict[str, Any]) -> Step:
    papers = (*PAPERS, "marriage_certificate") if relation == "spouse" else PAPERS
    return at(days_ago, lambda story: OnPaper.join(story, relation, *papers, **facts))


def checked(days_ago: int, channel: str, facts: dict[str, Any]) -> tuple[Step, ...]:
    """Recorded, taken, everything accepted and answered, and the letters sent."""
    return (
        told(days_ago + 9, channel, facts),
        at(days_ago + 7, Story.begin_review),
        at(days_ago + 4, OnPaper.accept_everything),
        at(days_ago, Story.approve),
        at(days_ago, OnPaper.send_letters),
    )


def ordered(days_ago: int, channel: str, facts: dict[str, Any]) -> tuple[Step, ...]:
    """Came, paid, and was granted a title."""
    return (
        *checked(days_ago + 15, channel, facts),
        at(days_ago + 14, OnPaper.book_at_desk, days_ago + 2),
        at(days_ago + 2, Story.attend),
        at(days_ago + 2, OnPaper.pay_at_desk),
        at(days_ago, Story.grant),
    )


def ready(days_ago: int, channel: str, facts: dict[str, Any]) -> tuple[Step, ...]:
    return (
        *ordered(days_ago + 24, channel, facts),
        at(days_ago + 1, Story.ship),
        at(days_ago, Story.receive),
        at(days_ago, Story.check),
    )


def at_counter(days_ago: int, facts: dict[str, Any]) -> tuple[Step, ...]:
    """Euskirchen's way: everything is seen, taken and paid when one applies."""
    return (
        told(days_ago, "in_person", facts),
        at(days_ago, Story.begin_review),
        at(days_ago, OnPaper.accept_everything),
        at(days_ago, OnPaper.take_at_counter),
        at(days_ago, OnPaper.pay_at_desk),
    )


GROUNDS = "Der Grund für den Aufenthalt ist entfallen."
REFUSED = (
    at(58, Story.begin_review),
    at(50, Story.announce_refusal, GROUNDS),
    at(49, OnPaper.send_letters),
    at(9, Story.refuse, "Es kam keine Stellungnahme.", GROUNDS, "§ 25 Abs. 4 AufenthG"),
)
HALLE = _holder("25(4)1", 40, requests={"duration_months": 6})
MAGDEBURG = _holder("25(5)", 35)
# All that Magdeburg wants of somebody who works; it takes nothing less.
PAPERS = (
    "passport_copy",
    "current_title_copy",
    "humanitarian_ground",
    "employment_contract",
    "payslips",
    "landlord_certificate",
)
PLOTS: dict[str, tuple[Plot, ...]] = {
    "bremen": (
        Plot(
            "suggested, to be raised",
            2,
            (at(4, OnPaper.note_suggestion, "25b(1)", "Seit acht Jahren hier, arbeitet.", 0),),
        ),
        Plot(
            "suggested, applied at the Duldung appointment",
            1,
            (
                at(12, OnPaper.note_suggestion, "25b(1)", "Sieben Jahre hier, B1 liegt vor.", 2),
                at(2, lambda story: OnPaper.take_up_suggestion(story, **DULDUNG)),
            ),
        ),
        Plot(
            "letter to send",
            1,
            (
                told(8, "email", DULDUNG),
                at(5, Story.begin_review),
                at(1, Story.request, "payslips", "Die letzten drei Lohnabrechnungen."),
            ),
        ),
        Plot(
            "appointment ahead",
            1,
            (
                *checked(6, "on_suggestion", DULDUNG),
                at(5, OnPaper.book_at_desk, -5),
            ),
        ),
        Plot("ordered", 1, ordered(2, "email", DULDUNG)),
        Plot("collected", 1, (*ready(8, "email", DULDUNG), at(5, Story.hand_over))),
    ),
    "euskirchen": (
        Plot("applied at the counter", 2, at_counter(3, SUBSIDIARY)),
        Plot(
            "to be decided",
            1,
            (*at_counter(9, _holder("25(3)", 12)), at(2, Story.approve)),
        ),
        Plot(
            "certified",
            1,
            (*at_counter(40, _holder("25(5)", -8)), at(10, OnPaper.certify, "F1234567")),
        ),
        Plot(
            "ready for pickup",
            1,
            (
                *at_counter(45, _holder("25(2)1", -1)),
                at(42, Story.approve),
                at(41, Story.grant),
                at(4, Story.ship),
                at(2, Story.receive),
                at(2, Story.check),
            ),
        ),
    ),
    "magdeburg": (
        Plot("the sponsor of a family", 1, (online(6, MAGDEBURG),)),
        Plot("her husband", 1, (joined(5, "spouse", MAGDEBURG),)),
        Plot("their child", 1, (joined(4, "child", MAGDEBURG), at(2, Story.begin_review))),
        Plot("invited", 1, checked(4, "in_person", MAGDEBURG)),
        Plot("in the box", 1, (*ready(6, "post", MAGDEBURG), at(3, OnPaper.put_into_box))),
    ),
    "halle": (
        Plot("came by letter", 1, (told(3, "post", HALLE),)),
        Plot("came again by e-mail", 1, (told(1, "email", HALLE),), same_person=True),
        Plot(
            "without a signature",
            1,
            (
                at(15, lambda story: OnPaper.record_unsigned(story, **HALLE)),
                at(12, Story.begin_review),
                at(11, Story.request, "signature", "Bitte unterschreiben Sie den Antrag."),
                at(10, OnPaper.send_letters),
            ),
        ),
        Plot("checked favourably", 1, checked(4, "email", HALLE)),
        Plot("ordered", 1, ordered(5, "email", HALLE)),
        Plot(
            "pickup booked",
            1,
            (*ready(6, "post", HALLE), at(4, OnPaper.book_at_desk, -3, "pickup")),
        ),
        Plot(
            "refused, objected to",
            1,
            (
                told(62, "post", _holder("25(4)1", -3)),
                *REFUSED,
                at(2, OnPaper.object, "Wird noch begründet."),
            ),
        ),
    ),
}


def cast_of(authority: str) -> Iterator[tuple[Plot, list[Applicant]]]:
    """Each plot of an authority with the people who go through it; none where nothing is told."""
    first = 7 * list(PLOTS).index(authority) if authority in PLOTS else 0
    strangers, told_of = iter(_PEOPLE[first:]), list[Applicant]()
    for plot in PLOTS.get(authority, ()):
        if not plot.same_person:
            told_of = [_applicant(next(strangers)) for _ in range(plot.times)]
        yield plot, told_of


def _applicant(row: tuple[str, str, str, str, str, str, str]) -> Applicant:
    given, family, gender, born, place, nationality, language = row
    day = date.fromisoformat(born)
    return Applicant(given, family, gender, day, place, nationality, language, "employed")
