"""The form for what has changed about the person: filled in with what is known, to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import IdentityDocument, Representative
from cases import services
from cases.admin import words
from common.inputs import InvalidBody, parse

from . import widgets
from .base import StepForm

# Where a field stands on this form, by its JSON pointer.
FIELD_OF = {
    "/residence/street": "street",
    "/residence/postal_code": "postal_code",
    "/residence/municipality": "municipality",
    "/identity_document/number": "passport_number",
    "/identity_document/issued_by": "passport_issued_by",
    "/identity_document/valid_until": "passport_valid_until",
    "/representative/email": "representative_email",
}


def _line(name: str, *, required: bool = False, length: int = 120) -> forms.CharField:
    return forms.CharField(
        label=words.FIELDS[name],
        required=required,
        max_length=length,
        widget=widgets.line(autocomplete="off"),
    )


class ChangeForm(StepForm):
    proof = forms.CharField(
        label=_("What proves the change"),
        max_length=200,
        widget=widgets.line(autocomplete="off"),
    )
    family_name = _line("family_name", required=True)
    given_names = _line("given_names")
    birth_name = _line("birth_name")
    nationalities = _line("nationalities", required=True)
    street = _line("street", length=160)
    postal_code = _line("postal_code", length=5)
    municipality = _line("municipality")
    main_residence = forms.BooleanField(
        label=words.FIELDS["main_residence"], required=False, widget=widgets.tick()
    )
    email = _line("email", length=254)
    phone = _line("phone", length=32)
    language = _line("language", required=True, length=12)
    passport_kind = forms.ChoiceField(
        label=words.FIELDS["passport_kind"],
        required=False,
        choices=[("", "–"), *IdentityDocument.Kind.choices],
        widget=widgets.select(),
    )
    passport_number = _line("passport_number", length=32)
    passport_issued_by = _line("passport_issued_by", length=9)
    passport_valid_until = forms.DateField(
        label=words.FIELDS["passport_valid_until"], required=False, widget=widgets.day()
    )
    representative_kind = forms.ChoiceField(
        label=words.FIELDS["representative_kind"],
        required=False,
        choices=[("", "–"), *Representative.Kind.choices],
        widget=widgets.select(),
    )
    representative_name = _line("representative_name", length=200)
    representative_email = _line("representative_email", length=254)
    representative_address = _line("representative_address", length=500)

    def prepare(self) -> None:
        for name, value in services.known(self.case.person).items():
            self.propose(name, value == "yes" if name == "main_residence" else value)

    def clean(self) -> dict[str, Any]:
        """What is wrong stands beside its field."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.told = parse(services.PersonTold, self._body(cleaned))
            except InvalidBody as refusal:
                for problem in refusal.errors:
                    name = FIELD_OF.get(problem.pointer, problem.pointer.split("/")[1])
                    self.add_error(name if name in self.fields else None, str(problem.detail))
        return cleaned

    def values(self) -> Mapping[str, Any]:
        return {"told": self.told, "proof": self.cleaned_data["proof"]}

    def _body(self, data: Mapping[str, Any]) -> dict[str, Any]:
        until = data["passport_valid_until"]
        passport = {
            "kind": data["passport_kind"],
            "number": data["passport_number"],
            "issued_by": data["passport_issued_by"],
            "valid_until": until and until.isoformat(),
        }
        agent = {
            "kind": data["representative_kind"],
            "name": data["representative_name"],
            "email": data["representative_email"] or None,
            "address": data["representative_address"],
        }
        return {
            **{name: data[name] for name in ("family_name", "given_names", "birth_name")},
            "nationalities": [part.strip() for part in data["nationalities"].split(",")],
            "language": data["language"],
            "email": data["email"] or None,
            "phone": data["phone"] or None,
            "residence": {
                "street": data["street"],
                "postal_code": data["postal_code"] or None,
                "municipality": data["municipality"],
                "main": data["main_residence"],
            },
            "identity_document": passport if data["passport_kind"] else None,
            "representative": agent if data["representative_kind"] else None,
        }
