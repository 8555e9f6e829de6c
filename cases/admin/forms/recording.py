"""The form for an application that came by post, by e-mail or in person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import IdentityDocument, Person
from authorities import service as authorities
from cases.admin import words
from cases.application import Application
from cases.models import Case
from common.inputs import InputProblem, parse

from . import widgets
from .base import Choices

CHANNELS = [
    (channel.value, channel.label) for channel in Case.Channel if channel != Case.Channel.ONLINE
]
TRAVEL_DOCUMENTS: Choices = [
    ("", _("none")),
    ("foreigner", _("travel document for foreigners")),
    ("refugee", _("travel document for refugees")),
    ("stateless", _("travel document for stateless persons")),
]
OCCUPATIONS: Choices = [
    ("", _("not known")),
    ("employed", _("employed")),
    ("self_employed", _("self-employed")),
    ("freelance", _("freelance")),
    ("apprentice", _("apprentice")),
    ("student", _("student")),
    ("pupil", _("pupil")),
    ("pensioner", _("pensioner")),
    ("none", _("without work")),
]
RELATIONS: Choices = [
    ("", _("is the sponsor, or alone")),
    *[choice for choice in Case.Relation.choices if choice[0] not in {"", "sponsor"}],
]
# Where a field of the application stands on this form, by the head of its JSON pointer.
FIELD_OF = {
    "/kind": "kind",
    "/legal_basis": "legal_basis",
    "/current_title/type": "title_type",
    "/current_title/legal_basis": "title_basis",
    "/current_title/valid_until": "title_until",
    "/current_title/lawful_stay_since": "lawful_stay_since",
    "/family/with_case": "with_case",
    "/family/relation": "relation",
    "/family/sponsor_legal_basis": "sponsor_basis",
    "/person/identity_document/number": "passport_number",
    "/person/identity_document/issued_by": "passport_issued_by",
    "/person/residence/street": "street",
    "/person/residence/postal_code": "postal_code",
    "/person/residence/municipality": "municipality",
}


def _text(label: Any, *, required: bool = True, length: int = 120, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=length, widget=widgets.line(**attrs)
    )


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=widgets.day())


def _choice(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=required, choices=list(choices), widget=widgets.select()
    )


class RecordingForm(forms.Form):
    """What filing needs. Anything else the paper says can be added to the case later."""

    authority = _choice(_("authority"), [])
    channel = forms.ChoiceField(label=_("channel"), choices=CHANNELS, widget=widgets.radio())
    received_at = forms.DateTimeField(
        label=_("received at"),
        widget=widgets.moment(),
        help_text=_("The true receipt: the stamp on the letter, the arrival of the e-mail."),
    )
    kind = _choice(_("applied for"), Case.Kind.choices)
    legal_basis = _text(_("legal basis sought"), length=80)
    travel_document = _choice(_("travel document"), TRAVEL_DOCUMENTS, required=False)

    family_name = _text(_("family name"))
    given_names = _text(_("given names"), required=False)
    birth_date = _day(_("date of birth"), required=True)
    birth_place = _text(_("place of birth"), required=False)
    gender = _choice(_("gender"), [("", "–"), *Person.Gender.choices], required=False)
    nationalities = _text(_("nationalities"), placeholder="SY, stateless")
    email = _text(_("e-mail"), required=False, length=254)
    phone = _text(_("phone"), required=False, length=32)
    street = _text(_("street and number"), length=160)
    postal_code = _text(_("postal code"), length=5, inputmode="numeric")
    municipality = _text(_("municipality"))

    with_case = _text(
        _("files together with the case"), required=False, placeholder="MD-2026-000123-4"
    )
    relation = _choice(_("relation to the sponsor"), RELATIONS, required=False)
    sponsor_basis = _text(_("legal basis of the sponsor's title"), required=False, length=80)

    passport_kind = _choice(_("identity document"), IdentityDocument.Kind.choices, required=False)
    passport_number = _text(_("number"), required=False, length=32)
    passport_issued_by = _text(_("issued by"), required=False, length=9, placeholder="SY")
    passport_until = _day(_("valid until"))

    title_type = _choice(_("title held on receipt"), words.TITLES.items())
    title_basis = _text(_("its legal basis"), required=False, length=80)
    title_until = _day(_("its last day"))
    lawful_stay_since = _day(_("lawful stay since"))
    occupation = _choice(_("occupation"), OCCUPATIONS, required=False)

    SECTIONS = (
        (_("Receipt"), ("authority", "channel", "received_at")),
        (_("Application"), ("kind", "legal_basis", "travel_document", "occupation")),
        (
            _("Person"),
            (
                "family_name",
                "given_names",
                "birth_date",
                "birth_place",
                "gender",
                "nationalities",
                "email",
                "phone",
                "street",
                "postal_code",
                "municipality",
            ),
        ),
        (_("Family"), ("with_case", "relation", "sponsor_basis")),
        (
            _("Identity document"),
            ("passport_kind", "passport_number", "passport_issued_by", "passport_until"),
        ),
        (_("Title held"), ("title_type", "title_basis", "title_until", "lawful_stay_since")),
    )

    def __init__(self, *args: Any, keys: Iterable[str], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, authorities.profile(key).name.de) for key in keys]
        self.initial.setdefault("received_at", at)

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def application(self) -> Application:
        """The answers as an application. Raises `InvalidBody`."""
        return parse(Application, self._body())

    def _body(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "legal_basis": data["legal_basis"],
            "person": self._person(),
            "current_title": {
                "type": data["title_type"],
                "legal_basis": data["title_basis"] or None,
                "valid_until": _iso(data["title_until"]),
                "lawful_stay_since": _iso(data["lawful_stay_since"]),
            },
            "family": self._family(),
            "situation": {
                "occupation": data["occupation"] or None,
                "has_passport": True if data["passport_number"] else None,
            },
            "requests": {
                "travel_document": {"type": data["travel_document"]}
                if data["travel_document"]
                else None
            },
        }

    def _person(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "family_name": data["family_name"],
            "given_names": data["given_names"],
            "birth_date": _iso(data["birth_date"]),
            "birth_place": data["birth_place"],
            "gender": data["gender"] or None,
            "nationalities": _countries(data["nationalities"]),
            "email": data["email"] or None,
            "phone": data["phone"] or None,
            "residence": {
                "street": data["street"],
                "postal_code": data["postal_code"],
                "municipality": data["municipality"],
            },
            "identity_document": self._passport(),
        }

    def _family(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        told = {
            "with_case": data["with_case"].strip().upper(),
            "relation": data["relation"],
            "sponsor_legal_basis": data["sponsor_basis"],
        }
        return {name: value or None for name, value in told.items()} if any(told.values()) else None

    def _passport(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["passport_number"]:
            return None
        return {
            "kind": data["passport_kind"],
            "number": data["passport_number"],
            "issued_by": data["passport_issued_by"].strip().upper(),
            "valid_until": _iso(data["passport_until"]),
        }

    def refuse(self, problems: Iterable[InputProblem]) -> None:
        """Put each problem beside the field it is about."""
        for problem in problems:
            name = FIELD_OF.get(problem.pointer, problem.pointer.split("/")[2:3])
            key = name if isinstance(name, str) else "".join(name)
            self.add_error(key if key in self.fields else None, str(problem.detail))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _countries(text: str) -> list[str]:
    codes = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    return [code.lower() if code.lower() == "stateless" else code.upper() for code in codes]
