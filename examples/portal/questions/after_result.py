"""What is asked of whoever goes on after the result: who they are and how they are reached."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from examples.client.titelweg import AuthorityDetail
from examples.portal import choices
from examples.portal.countries import countries, languages
from examples.portal.keeping import Making

from .question import DayField, OneOf, Question


class Name(Question):
    slug = "name"
    heading = _("What is your name?")
    explanation = (_("Write it as it is in your passport."),)
    person__given_names = forms.CharField(
        label=_("Given names"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    person__family_name = forms.CharField(
        label=_("Family name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    person__birth_name = forms.CharField(
        label=_("Name at birth, if it was another one"), max_length=120, required=False
    )


class Birthplace(Question):
    slug = "birthplace"
    heading = _("Where were you born?")
    person__birth_place = forms.CharField(label=_("Place of birth"), max_length=120)
    person__gender = OneOf(label=_("Gender, as in your passport"), choices=choices.GENDERS)


class Address(Question):
    slug = "address"
    heading = _("What is your address?")
    person__residence__street = forms.CharField(
        label=_("Street and number"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    person__residence__postal_code = forms.RegexField(
        r"^\d{5}$",
        label=_("Postal code"),
        error_messages={"invalid": _("A German postal code has 5 digits, for example 10559.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )


class Contact(Question):
    slug = "contact"
    heading = _("How can the authority reach you?")
    explanation = (
        _("You get the confirmation and all news by e-mail. Use an address that only you read."),
    )
    person__email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    person__phone = forms.CharField(
        label=_("Phone (you may leave this empty)"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    person__language = forms.ChoiceField(label=_("Language of the e-mails"))

    def ask(self) -> None:
        offered = set(self.authority["languages"])
        self.offer("person__language", [row for row in languages() if row[0] in offered])
        self.initial.setdefault("person__language", "de")


class PassportData(Question):
    slug = "passport-data"
    heading = _("What does your passport say?")
    person__identity_document__number = forms.CharField(
        label=_("Number of the passport"), min_length=3, max_length=32
    )
    person__identity_document__issued_by = forms.ChoiceField(label=_("Country that issued it"))
    person__identity_document__valid_until = DayField(label=_("Valid until"), required=False)

    def ask(self) -> None:
        self.offer("person__identity_document__issued_by", countries())

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        return bool(making.told("/situation/has_passport"))


AFTER_RESULT: tuple[type[Question], ...] = (Name, Birthplace, Address, Contact, PassportData)
