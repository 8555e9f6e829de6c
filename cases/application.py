"""An application as it comes in, from a portal or a clerk, and as the rules ask about it.

Public: `Application` and its parts, `Declarations`, `application_of`, `complete`, `effect_facts`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

import phonenumbers
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StrictBool, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from authorities.countries import NOT_KNOWN, Country
from authorities.legal_effect import LegalEffect
from authorities.situation import (
    BasisText,
    Circumstances,
    CurrentTitle,
    Family,
    Kind,
    PrecheckInput,
    Requests,
    parse_application,
)
from common.inputs import Day, Input, InputProblem, InvalidBody, Written

from .models import Case

PLAIN = Written(
    r"^[^\x00-\x1f<>]*$", _("This may be one line of text, without < and > and control characters.")
)
Name = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), PLAIN]
Line = Annotated[str, StringConstraints(max_length=160, strip_whitespace=True), PLAIN]
Language = Annotated[
    str,
    Written(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
        _("This is not a language by its code in BCP 47, as in de or pt-BR."),
    ),
]
# By E.164 a number has at most fifteen digits; with its country's code none has fewer than seven.
SHORTEST_PHONE = 7


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise _wrong("not_an_email", str(_("This is not an e-mail address."))) from None


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        raise _no_phone() from None
    reached = phonenumbers.is_possible_number_with_reason(number)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = len(written.removeprefix("+"))
    if reached != phonenumbers.ValidationResult.IS_POSSIBLE or digits < SHORTEST_PHONE:
        raise _no_phone()
    return written


def _no_phone() -> PydanticCustomError:
    why = _(
        "This is not a phone number that can be called from everywhere. Please write it with the"
        " area code (030 123456), or with + and the country code (+963 11 123456)."
    )
    return _wrong("not_a_phone_number", str(why))


def _postal_code(text: str) -> str:
    if re.fullmatch(r"[0-9]{5}", text) is None:
        why = _("A German postal code has five digits, as in 10115.")
        raise _wrong("invalid", str(why))
    return text


def _document_number(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        why = _("Please write the number as it stands in the document: letters and digits.")
        raise _wrong("invalid", str(why))
    return text


def _readable(text: str) -> str:
    if any(sign < " " and sign not in "\n\r\t" for sign in text):
        why = _("This text holds invisible control characters. Please type it again.")
        raise _wrong("invalid", str(why))
    return text


def _wrong(code: str, why: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{why}", {"why": why})


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
Phone = Annotated[str, StringConstraints(max_length=32), AfterValidator(_phone)]
Postcode = Annotated[
    str,
    AfterValidator(_postal_code),
    WithJsonSchema({"type": "string", "pattern": r"^\d{5}$"}),
]
DocumentNumber = Annotated[
    str,
    Written(
        r"^[A-Za-z0-9 -]{3,32}$",
        _("The number of a document has 3 to 32 letters, digits, spaces or hyphens."),
    ),
    AfterValidator(_document_number),
]
FullName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_readable),
]


class Address(Input):
    """The registered address; the main residence decides who is competent."""

    street: Line = ""
    postal_code: Postcode | None = None
    municipality: Name = ""
    main: StrictBool = True


class Passport(Input):
    """A passport or what stands for one."""

    kind: Literal["passport", "refugee", "stateless", "foreigner", "id_card"] = "passport"
    number: DocumentNumber
    issued_by: Country
    valid_until: Day | None = None


class Applicant(Input):
    """The person. A draft may leave anything open; filing says what is missing."""

    family_name: Name = ""
    given_names: Name = ""
    birth_name: Name = ""
    birth_date: Day | None = None
    birth_place: Name = ""
    gender: Literal["F", "M", "X"] | None = None
    nationalities: tuple[Country, ...] = ()
    language: Language = "de"
    email: Email | None = None
    phone: Phone | None = None
    residence: Address = Address()
    identity_document: Passport | None = None


class Agent(Input):
    """Who acts for the applicant: a guardian, or an authorised person with a Vollmacht."""

    kind: Literal["guardian", "authorised"]
    name: FullName
    email: Email | None = None
    address: Annotated[str, StringConstraints(max_length=500), AfterValidator(_readable)] = ""


class Application(Input):
    """What is applied for, by whom, in which situation. `legal_basis` is the basis sought."""

    kind: Kind
    legal_basis: BasisText
    person: Applicant = Applicant()
    current_title: CurrentTitle = CurrentTitle()
    family: Family | None = None
    situation: Circumstances = Circumstances()
    requests: Requests = Requests()
    representative: Agent | None = None


class Declarations(Input):
    """What the applicant declares on filing."""

    truth: StrictBool = Field(description="All statements are true and complete.")
    privacy_notice: StrictBool = Field(description="The privacy notice has been seen.")
    electronic_payment: StrictBool = Field(
        default=False, description="Fees will be paid electronically, where that is asked for."
    )


NEEDED = ("family_name", "birth_date", "nationalities", "email")
NEEDED_ADDRESS = ("street", "postal_code", "municipality")
# Who wants something is known by these; a letter that says no more is an application.
NEEDED_ON_PAPER = ("family_name", "birth_date")


def complete(case: Case) -> PrecheckInput:
    """The application of a draft that has everything filing needs.

    A portal asks for all that filing needs; nobody who writes a letter is turned away for what it
    leaves open (§ 24(3) VwVfG): that becomes a finding. Raises `InvalidBody` with a pointer for
    each field that is still open.
    """
    person, online = case.person, case.channel == Case.Channel.ONLINE
    needed, address = (NEEDED, NEEDED_ADDRESS) if online else (NEEDED_ON_PAPER, ())
    open_fields = [f"/person/{name}" for name in needed if not getattr(person, name)]
    open_fields += [f"/person/residence/{name}" for name in address if not getattr(person, name)]
    if open_fields:
        why = _("This field is required to file the application.")
        raise InvalidBody(errors=tuple(InputProblem(at, "required", why) for at in open_fields))
    return application_of(case)


def application_of(case: Case) -> PrecheckInput:
    """A case as the rules ask about it. Raises `InvalidBody` where a draft is too empty."""
    person, title = case.person, case.title
    return parse_application(
        {
            "kind": case.kind,
            "legal_basis": case.legal_basis,
            "channel": case.channel,
            "person": {
                "birth_date": person.birth_date.isoformat() if person.birth_date else None,
                "nationalities": person.nationalities or [NOT_KNOWN],
                "residence": {"municipality": person.municipality, "main": person.main_residence}
                if person.municipality
                else None,
            },
            "current_title": {
                "type": title.type,
                "legal_basis": title.legal_basis or None,
                "valid_until": title.valid_until and title.valid_until.isoformat(),
                "residence_obligation": title.residence_obligation or None,
                "lawful_stay_since": title.lawful_stay_since
                and title.lawful_stay_since.isoformat(),
            }
            if title
            else {},
            "family": case.family,
            "situation": case.situation,
            "requests": case.requests,
        }
    )


def effect_facts(effect: LegalEffect) -> dict[str, object]:
    """What § 81 AufenthG makes of the receipt, as the case keeps it."""
    return {
        "code": effect.code,
        "kind": effect.kind,
        "until": effect.until,
        "employment": effect.employment,
        "legal_basis": effect.legal_basis,
        "why": {"de": effect.why.de, "en": effect.why.en},
    }
