"""One letter of each kind, to Amal, whose case runs through all tests of letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from correspondence import letter_data as letters

Sample = Callable[..., letters.LetterData]

OFFICE = letters.Office(
    name="Landesamt für Einwanderung",
    street="Friedrich-Krause-Ufer 24",
    town="13353 Berlin",
    phone="030 0000-0",
    email="post@amt.example",
    website="www.amt.example",
)
AMAL = letters.Person(name="Amal Haddad", birth_date=date(1988, 3, 14), own_script="أمل حداد")
WRITTEN_ON = date(2026, 11, 23)
VERIFY = "https://titelweg.example/verify/K7QM-4TZP-9XWD"

COMMON: dict[str, Any] = {
    "office": OFFICE,
    "address": ("Amal Haddad", "Müllerstraße 12", "13353 Berlin"),
    "person": AMAL,
    "reference": "BE-2026-000123-5",
    "written_on": WRITTEN_ON,
}
EXTENSION = "Verlängerung der Aufenthaltserlaubnis"
REMEDY = (
    "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim "
    "Verwaltungsgericht Berlin, Kirchstraße 7, 10557 Berlin, erhoben werden."
)
ROOM = (
    "Landesamt für Einwanderung",
    "Friedrich-Krause-Ufer 24, 13353 Berlin",
    "Haus A, Schalter 7",
)


def confirmation(**changes: Any) -> letters.Confirmation:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": (EXTENSION, "Neuer Reiseausweis für Ausländer"),
        "received_at": datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
        "effect": letters.Effect.CONTINUATION,
        "employment": letters.Employment.AS_BEFORE,
        "title_valid_until": date(2027, 1, 10),
        "verification_code": "K7QM-4TZP-9XWD",
        "verification_url": VERIFY,
        "verification_qr": letters.QrCode(VERIFY),
    }
    return letters.Confirmation(**{**values, **changes})


def nachforderung(**changes: Any) -> letters.Nachforderung:
    values: dict[str, Any] = {
        **COMMON,
        "clerk": "Frau Sommer",
        "applied_for": EXTENSION,
        "missing": (
            letters.MissingItem("Gehaltsnachweise", "Für die Monate Juni bis November 2026."),
            letters.MissingItem(
                "Bescheinigung des Arbeitgebers", "Nicht älter als 14 Tage, mit Unterschrift."
            ),
        ),
        "due_on": date(2026, 12, 14),
        "ways": ("über das Portal, in dem Sie den Antrag gestellt haben", "per Post"),
    }
    return letters.Nachforderung(**{**values, **changes})


def fee_notice(**changes: Any) -> letters.FeeNotice:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "positions": (
            letters.FeePosition(
                label=EXTENSION,
                legal_basis="§ 45 Nr. 2 Buchst. b AufenthV",
                amount=Decimal("46.50"),
                reason="Zur Hälfte erlassen wegen geringen Einkommens (§ 53 Abs. 2 AufenthV).",
            ),
            letters.FeePosition(
                label="Reiseausweis für Ausländer",
                legal_basis="§ 48 Abs. 1 Satz 1 Nr. 1 Buchst. a AufenthV",
                amount=Decimal("100.00"),
            ),
            letters.FeePosition(
                label="Lichtbild am Selbstbedienungsterminal",
                legal_basis="§ 48 Abs. 1 Satz 1 Nr. 16 AufenthV",
                amount=Decimal("6.00"),
            ),
        ),
        "due_on": date(2026, 12, 7),
        "ways": ("mit Kreditkarte über das Portal", "mit PayPal über das Portal"),
        "remedy": REMEDY,
        "processing_waits": True,
    }
    return letters.FeeNotice(**{**values, **changes})


def fee_message(**changes: Any) -> letters.FeeMessage:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "subject": "Stundung einer Gebühr",
        "paragraphs": ("Die Gebühr von 93,00 € ist erst ab dem 31.01.2027 zu zahlen.",),
    }
    return letters.FeeMessage(**{**values, **changes})


def receipt(**changes: Any) -> letters.Receipt:
    values: dict[str, Any] = {
        **COMMON,
        "amount": Decimal("93.00"),
        "paid_at": datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
        "method": "bar an der Kasse",
        "number": "KASSE-17",
        "notice": "BE-2026-000123-5-G1",
    }
    return letters.Receipt(**{**values, **changes})


def appointment(**changes: Any) -> letters.AppointmentInvitation:
    values: dict[str, Any] = {
        **COMMON,
        "purpose": "Vorlage der Originale, Foto, Fingerabdrücke und Unterschrift",
        "starts_at": datetime(2026, 12, 15, 9, 20, tzinfo=UTC),
        "place": ROOM,
        "what_happens": (
            "Wir sehen die Originale ein.",
            "Wir nehmen Fingerabdrücke und Unterschrift für die Karte.",
        ),
        "bring": ("Pass oder Reiseausweis", "bisherige Aufenthaltserlaubnis", "diese Einladung"),
        "change_until": datetime(2026, 12, 14, 11, 0, tzinfo=UTC),
        "change_url": "https://portal.example/termine",
    }
    return letters.AppointmentInvitation(**{**values, **changes})


def hearing(**changes: Any) -> letters.Hearing:
    values: dict[str, Any] = {
        **COMMON,
        "clerk": "Frau Sommer",
        "intention": "den Antrag auf Erteilung eines Reiseausweises für Ausländer abzulehnen",
        "grounds": (
            letters.Section(
                "Sachverhalt",
                ("Der Pass des Herkunftsstaats ist bis zum 03.05.2031 gültig.",),
            ),
            letters.Section(
                "Rechtliche Bewertung",
                ("Ein Reiseausweis für Ausländer setzt voraus, dass kein Pass zu erlangen ist.",),
            ),
        ),
        "respond_by": date(2026, 12, 28),
        "ways": ("schriftlich per Post", "über das Portal"),
    }
    return letters.Hearing(**{**values, **changes})


def refusal(**changes: Any) -> letters.Refusal:
    values: dict[str, Any] = {
        **COMMON,
        "clerk": "Frau Sommer",
        "dispatch": "Mit Postzustellungsurkunde",
        "applied_for": "Reiseausweis für Ausländer",
        "operative": (
            "Der Antrag vom 23.11.2026 auf Erteilung eines Reiseausweises wird abgelehnt.",
            "Die Gebühr von 100,00 € bleibt zu zahlen.",
        ),
        "reasons": (
            letters.Section("Sachverhalt", ("Der Pass ist bis zum 03.05.2031 gültig.",)),
            letters.Section("Rechtliche Würdigung", ("Ein eigener Pass ist vorhanden.",)),
        ),
        "hints": ("Über die Verlängerung der Aufenthaltserlaubnis entscheiden wir gesondert.",),
        "remedy": REMEDY,
        "signatory": "Dr. Inga Sommer",
        "signatory_function": "Referatsleiterin",
    }
    return letters.Refusal(**{**values, **changes})


def continuation_order(**changes: Any) -> letters.ContinuationOrder:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "received_at": datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
        "title_valid_until": date(2026, 11, 20),
        "reasons": (letters.Section("", ("Sie lag vom 10. bis 22. November im Krankenhaus.",)),),
        "signatory": "Karin Vogt",
    }
    return letters.ContinuationOrder(**{**values, **changes})


def revocation(**changes: Any) -> letters.Revocation:
    values: dict[str, Any] = {
        **COMMON,
        "dispatch": "Mit Postzustellungsurkunde",
        "applied_for": EXTENSION,
        "ordered_on": date(2026, 11, 16),
        "reasons": (letters.Section("", ("Die Angaben zum Krankenhaus waren falsch.",)),),
        "remedy": REMEDY,
        "signatory": "Karin Vogt",
    }
    return letters.Revocation(**{**values, **changes})


def certificate(**changes: Any) -> letters.CertificateLetter:
    values: dict[str, Any] = {
        **COMMON,
        "effect": letters.Effect.CONTINUATION,
        "valid_until": date(2027, 5, 23),
        "replaces": False,
    }
    return letters.CertificateLetter(**{**values, **changes})


def withdrawal(**changes: Any) -> letters.WithdrawalNotice:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "effective_at": datetime(2026, 11, 23, 15, 45, tzinfo=UTC),
        "ended_effect": letters.Effect.CONTINUATION,
        "title_valid_until": date(2027, 1, 10),
        "fees": "Die bezahlte Gebühr erhalten Sie zurück, weil noch nichts bearbeitet war.",
    }
    return letters.WithdrawalNotice(**{**values, **changes})


def discontinuation(**changes: Any) -> letters.Discontinuation:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "discontinued_on": WRITTEN_ON,
        "reason": "Derselbe Antrag liegt schon unter dem Aktenzeichen BE-2026-000098-9 vor.",
        "consequences": ("Der frühere Antrag wird weiter bearbeitet und behält seine Wirkung.",),
    }
    return letters.Discontinuation(**{**values, **changes})


def conditions(**changes: Any) -> letters.Conditions:
    values: dict[str, Any] = {
        **COMMON,
        "title": "Aufenthaltserlaubnis nach § 25 Abs. 5 AufenthG",
        "valid_from": date(2026, 11, 23),
        "valid_until": date(2029, 11, 22),
        "conditions": (
            letters.AttachedCondition("Erwerbstätigkeit erlaubt", "§ 4a Abs. 1 und 3 AufenthG"),
            letters.AttachedCondition(
                "Räumlich beschränkt auf Berlin", "§ 12 Abs. 2 S. 2 AufenthG", "Siehe Vermerk."
            ),
        ),
        "remedy": REMEDY,
    }
    return letters.Conditions(**{**values, **changes})


def work_certificate(**changes: Any) -> letters.WorkCertificate:
    values: dict[str, Any] = {
        **COMMON,
        "title_valid_until": date(2027, 1, 10),
        "announced_on": date(2026, 11, 20),
        "until": date(2026, 12, 21),
        "urgent_motion": True,
    }
    return letters.WorkCertificate(**{**values, **changes})


def transfer(**changes: Any) -> letters.Transfer:
    values: dict[str, Any] = {
        **COMMON,
        "applied_for": EXTENSION,
        "to_authority": "Stadt Halle (Saale), Ausländerbehörde",
        "transferred_on": WRITTEN_ON,
        "received_at": datetime(2026, 11, 2, 8, 5, tzinfo=UTC),
        "effect_goes_on": True,
        "fee_taken": True,
    }
    return letters.Transfer(**{**values, **changes})


def pickup(**changes: Any) -> letters.PickupInvitation:
    values: dict[str, Any] = {
        **COMMON,
        "products": ("Elektronischer Aufenthaltstitel", "Reiseausweis für Ausländer"),
        "place": ROOM,
        "bring": ("bisherige Aufenthaltserlaubnis", "Pass oder Passersatz"),
        "starts_at": datetime(2027, 2, 2, 7, 40, tzinfo=UTC),
    }
    return letters.PickupInvitation(**{**values, **changes})


ALL: tuple[Sample, ...] = (
    confirmation,
    nachforderung,
    fee_notice,
    appointment,
    hearing,
    refusal,
    continuation_order,
    revocation,
    certificate,
    withdrawal,
    discontinuation,
    transfer,
    work_certificate,
    conditions,
    pickup,
)
