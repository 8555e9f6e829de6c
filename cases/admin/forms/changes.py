"""The form for what has changed about the person: filled in with what is known, to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import IdentityDocument, Representative
from cases import services
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


def _line(label: Any, *, required: bool = False, length: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=length, widget=widgets.line(autocomplete="off")
    )


class ChangeForm(StepForm):
    proof = _line(_("What proves the change"), required=True, length=200)
    family_name = _line(_("family name"), required=True)
    given_names = _line(_("given names"))
    birth_name = _line(_("birth name"))
    nationalities = _line(_("nationalities"), required=True)
    street = _line(_("street and number"), length=160)
    postal_code = _line(_("postal code"), length=5)
    municipality = _line(_("municipality"))
    main_residence = forms.BooleanField(
        label=_("main residence"), required=False, widget=widgets.tick()
    )
    email = _line(_("e-mail"), length=254)
    phone = _line(_("phone"), length=32)
    language = _line(_("language"), required=True, length=12)
    passport_kind = forms.ChoiceField(
        label=_("identity document"),
        required=False,
        choices=[("", "–"), *IdentityDocument.Kind.choices],
        widget=widgets.select(),
    )
    passport_number = _line(_("number"), length=32)
    passport_issued_by = _line(_("issued by"), length=9)
    passport_valid_until = forms.DateField(
        label=_("valid until"), required=False, widget=widgets.day()
    )
    representative_kind = forms.ChoiceField(
        label=_("representative"),
        required=False,
        choices=[("", "–"), *Representative.Kind.choices],
        widget=widgets.select(),
    )
    representative_name = _line(_("name"), length=200)
    representative_email = _line(_("e-mail"), length=254)
    representative_address = _line(_("address"), length=500)

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
