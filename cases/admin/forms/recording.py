"""The form for an application that came without a portal: everything an application can hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import IdentityDocument, Person, Representative
from authorities import service as authorities
from cases.admin import words
from cases.application import Application
from cases.models import Case, Suggestion
from cases.services import Paper, Scan
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
YES_NO: Choices = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
ANSWERS = {"": None, "yes": True, "no": False}
BENEFITS = [
    ("sgb2", "Bürgergeld / Grundsicherung (SGB II)"),
    ("sgb12", "Sozialhilfe (SGB XII)"),
    ("asylblg", "AsylbLG"),
    ("alg1", "Arbeitslosengeld I"),
    ("wohngeld", "Wohngeld"),
    ("bafoeg", "BAföG"),
    ("bab", "Berufsausbildungsbeihilfe"),
    ("kindergeld", "Kindergeld"),
    ("kinderzuschlag", "Kinderzuschlag"),
    ("elterngeld", "Elterngeld"),
    ("orphan_pension", "Waisenrente"),
    ("einstiegsgeld", "Einstiegsgeld"),
    ("maintenance", "Unterhalt(svorschuss)"),
]
PROTECTION: Choices = [
    ("", _("none")),
    ("asylum", _("asylum")),
    ("refugee", _("refugee")),
    ("subsidiary", _("subsidiary protection")),
    ("resettlement", _("resettlement")),
    ("deportation_ban", _("ban on deportation")),
]
INSURANCE: Choices = [
    ("", _("not known")),
    ("statutory", _("statutory")),
    ("private", _("private")),
    ("none", _("none")),
]
CUSTODY: Choices = [
    ("", _("not asked")),
    ("joint", _("both parents")),
    ("sole", _("one parent")),
    ("guardian", _("a guardian")),
]
AGENTS: Choices = [("", _("nobody")), *Representative.Kind.choices]
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
    "/current_title/residence_obligation": "residence_obligation",
    "/representative/name": "agent_name",
    "/representative/email": "agent_email",
    "/representative/address": "agent_address",
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


def _tick(label: Any, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=widgets.tick(), **more)


def _unknown_or(label: Any) -> forms.ChoiceField:
    """Yes, no, or not known: only what is known decides anything."""
    return _choice(label, YES_NO, required=False)


class RecordingForm(forms.Form):
    """Needed is who wants what; whatever else the paper says is taken down, the rest asked for."""

    authority = _choice(_("authority"), [])
    channel = forms.ChoiceField(label=_("channel"), choices=CHANNELS, widget=widgets.radio())
    received_at = forms.DateTimeField(
        label=_("received at"),
        widget=widgets.moment(),
        help_text=_("The true receipt: the stamp on the letter, the arrival of the e-mail."),
    )
    scan = forms.FileField(
        label=_("The letter, e-mail or note as a file"),
        required=False,
        widget=widgets.file(),
        help_text=_("It is kept with the case; a formless letter or an oral note suffices."),
    )
    signed = _tick(
        _("Signed"), initial=True, help_text=_("A missing signature is asked for; it bars nothing.")
    )
    kind = _choice(_("applied for"), Case.Kind.choices)
    legal_basis = _text(_("legal basis sought"), length=80)
    basis_open = _tick(
        _("The paper names no legal basis"),
        help_text=_("Then enter the most favourable one that is possible; it becomes a finding."),
    )
    travel_document = _choice(_("travel document"), TRAVEL_DOCUMENTS, required=False)
    chip = _tick(_("travel document with a chip"), initial=True)
    express = _tick(_("express order"))
    direct_delivery = _tick(_("direct delivery"))
    photo_on_site = _tick(_("photo taken on site"))
    duration_months = forms.IntegerField(
        label=_("wished duration in months"),
        required=False,
        min_value=1,
        max_value=120,
        widget=widgets.line(inputmode="numeric"),
    )

    family_name = _text(_("family name"))
    given_names = _text(_("given names"), required=False)
    birth_date = _day(_("date of birth"), required=True)
    birth_place = _text(_("place of birth"), required=False)
    gender = _choice(_("gender"), [("", "–"), *Person.Gender.choices], required=False)
    nationalities = _text(_("nationalities"), required=False, placeholder="SY, stateless")
    email = _text(_("e-mail"), required=False, length=254)
    phone = _text(_("phone"), required=False, length=32)
    street = _text(_("street and number"), required=False, length=160)
    postal_code = _text(_("postal code"), required=False, length=5, inputmode="numeric")
    municipality = _text(_("municipality"), required=False)
    main_residence = _tick(_("main residence"), initial=True)

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
    residence_obligation = _text(_("residence obligation"), required=False)

    occupation = _choice(_("occupation"), OCCUPATIONS, required=False)
    has_passport = _unknown_or(_("holds a passport"))
    married = _unknown_or(_("married or in a civil partnership"))
    partner_occupation = _choice(_("occupation of the partner"), OCCUPATIONS, required=False)
    benefits = forms.MultipleChoiceField(
        label=_("benefits received"),
        required=False,
        choices=BENEFITS,
        widget=forms.CheckboxSelectMultiple(),
    )
    protection = _choice(_("protection granted"), PROTECTION, required=False)
    health_insurance = _choice(_("health insurance"), INSURANCE, required=False)
    custody = _choice(_("custody of a minor"), CUSTODY, required=False)

    agent_kind = _choice(_("acts for the applicant"), AGENTS, required=False)
    agent_name = _text(_("name"), required=False, length=200)
    agent_email = _text(_("e-mail"), required=False, length=254)
    agent_address = _text(_("address"), required=False, length=500)

    SECTIONS = (
        (_("Receipt"), ("authority", "channel", "received_at", "scan", "signed")),
        (
            _("Application"),
            (
                "kind",
                "legal_basis",
                "basis_open",
                "travel_document",
                "chip",
                "express",
                "direct_delivery",
                "photo_on_site",
                "duration_months",
            ),
        ),
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
                "main_residence",
            ),
        ),
        (_("Family"), ("with_case", "relation", "sponsor_basis")),
        (
            _("Identity document"),
            ("passport_kind", "passport_number", "passport_issued_by", "passport_until"),
        ),
        (
            _("Title held"),
            (
                "title_type",
                "title_basis",
                "title_until",
                "lawful_stay_since",
                "residence_obligation",
            ),
        ),
        (
            _("Circumstances"),
            (
                "occupation",
                "has_passport",
                "married",
                "partner_occupation",
                "benefits",
                "protection",
                "health_insurance",
                "custody",
            ),
        ),
        (_("Representative"), ("agent_kind", "agent_name", "agent_email", "agent_address")),
    )

    def __init__(
        self,
        *args: Any,
        keys: Iterable[str],
        at: datetime,
        suggestion: Suggestion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion
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
                "residence_obligation": data["residence_obligation"] or None,
            },
            "situation": self._situation(),
            "requests": self._requests(),
            "family": self._family(),
            "representative": self._agent(),
        }

    def _situation(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = ("occupation", "partner_occupation", "protection", "health_insurance", "custody")
        return {
            **{name: data[name] or None for name in chosen},
            "benefits": data["benefits"],
            "married": ANSWERS[data["married"]],
            "has_passport": True if data["passport_number"] else ANSWERS[data["has_passport"]],
            "represented": True if data["agent_kind"] else None,
        }

    def _requests(self) -> dict[str, Any]:
        data = self.cleaned_data
        document = {"type": data["travel_document"], "chip": data["chip"]}
        wishes = ("express", "direct_delivery", "photo_on_site", "duration_months")
        return {
            **{name: data[name] for name in wishes},
            "travel_document": document if data["travel_document"] else None,
        }

    def _agent(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["agent_kind"]:
            return None
        return {
            "kind": data["agent_kind"],
            "name": data["agent_name"],
            "email": data["agent_email"] or None,
            "address": data["agent_address"],
        }

    def paper(self) -> Paper:
        """What is known of the paper itself."""
        upload = self.cleaned_data["scan"]
        scan = Scan(content=upload.read(), filename=upload.name) if upload else None
        return Paper(
            scan=scan,
            signed=self.cleaned_data["signed"],
            basis_open=self.cleaned_data["basis_open"],
            suggestion=self.suggestion.public_id if self.suggestion else None,
        )

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
                "postal_code": data["postal_code"] or None,
                "municipality": data["municipality"],
                "main": data["main_residence"],
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
