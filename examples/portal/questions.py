"""The questions, one thing per page, in their order.

Public: `Question`, `BEFORE_RESULT`, `AFTER_RESULT`, `QUESTIONS`, `applicable`, `after`, `before`,
`asking`.

A field's name is the pointer of its answer (`person__birth_date` is `/person/birth_date`), so what
the API finds wrong leads to its field and page by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from examples.client.titelweg import AuthorityDetail

from . import choices
from .countries import countries, languages
from .keeping import Making
from .pointers import pointer_of

Text = str | Promise
YES_NO = [("true", _("Yes")), ("false", _("No"))]
WITH_END = {"residence_permit", "visa_d"}


def dressed(widget: forms.Widget) -> str:
    """The design system's class for this kind of input."""
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
        return "kern-form-check__checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "kern-form-check__radio"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    return "kern-form-input__input"


class DayField(forms.DateField):
    """A day, as the browser's own field for days sends it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **told: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda word: word == "true",
            widget=forms.RadioSelect,
            empty_value=None,
            **told,
        )


class Question(forms.Form):
    """One page: `slug` is its address, `heading` asks, `explanation` says why."""

    slug: ClassVar[str]
    heading: ClassVar[Text]
    explanation: ClassVar[Sequence[Text]] = ()
    use_required_attribute = False  # the page's own words say what is missing

    def __init__(self, *, making: Making, authority: AuthorityDetail, **told: Any) -> None:
        super().__init__(**told)
        self.making, self.authority = making, authority
        self.ask()
        for field in self.fields.values():
            field.widget.attrs["class"] = dressed(field.widget)
            field.error_messages["required"] = _("Please fill this in.")

    def ask(self) -> None:
        """Fill in what depends on the authority or on the day."""

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        """Whether it is asked at all, after the answers so far."""
        return True

    def complain(self, problems: Mapping[str, str]) -> None:
        """Show what the API found wrong at its field."""
        for name in self.fields:
            for pointer, detail in problems.items():
                if _overlap(pointer_of(name), pointer):
                    self.add_error(name, detail)

    def answers(self) -> dict[str, Any]:
        """What was said, by pointer, as JSON takes it."""
        return {
            pointer_of(name): value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
        }

    def offer(self, name: str, rows: choices.Choices) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows


class Kind(Question):
    slug = "kind"
    heading = _("What do you want to do?")
    kind = forms.ChoiceField(label=_("I want to"), widget=forms.RadioSelect)

    def ask(self) -> None:
        self.offer("kind", [row for row in choices.KINDS if row[0] in self.authority["kinds"]])

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        return len(authority["kinds"]) > 1


class Status(Question):
    slug = "status"
    heading = _("Which paper do you have now?")
    explanation = (_("Look at your card or at the sticker in your passport. The name is on it."),)
    current_title__type = forms.ChoiceField(
        label=_("My paper"), widget=forms.RadioSelect, choices=choices.TITLES
    )


class Title(Question):
    slug = "title"
    heading = _("What does your card say?")
    explanation = (
        _("The law that your permit is based on is called “legal basis”. You find it on the card"
          " under “Anmerkungen” (remarks), for example “§ 25 Abs. 5”."),
    )  # fmt: skip
    current_title__legal_basis = forms.ChoiceField(label=_("Legal basis on my card"))
    current_title__valid_until = DayField(
        label=_("Valid until"), help_text=_("The last day that is printed on your card.")
    )
    current_title__lawful_stay_since = DayField(
        label=_("I have had a residence permit without a gap since"),
        required=False,
        help_text=_("If you do not know the day, leave this empty."),
    )

    def ask(self) -> None:
        self.offer("current_title__legal_basis", choices.legal_bases(None))

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        return making.told("/current_title/type") in WITH_END


class Basis(Question):
    slug = "basis"
    heading = _("For which reason do you want to stay?")
    explanation = (
        _("Choose the reason for your new permit. Most people keep the reason they have now."),
    )
    legal_basis = forms.ChoiceField(label=_("Reason (legal basis)"))

    def ask(self) -> None:
        self.offer("legal_basis", choices.legal_bases(self.authority["legal_bases_sought"]))
        self.initial.setdefault("legal_basis", self.making.told("/current_title/legal_basis"))


class Birth(Question):
    slug = "birth"
    heading = _("When were you born, and which nationality do you have?")
    explanation = (_("Fees and papers depend on your age and nationality."),)
    person__birth_date = DayField(label=_("Date of birth"))
    person__nationalities__0 = forms.ChoiceField(label=_("Nationality"))
    person__nationalities__1 = forms.ChoiceField(
        label=_("Second nationality, if you have one"), required=False
    )

    def ask(self) -> None:
        for name in ("person__nationalities__0", "person__nationalities__1"):
            self.offer(name, countries())


class Home(Question):
    slug = "home"
    heading = _("Where do you live?")
    explanation = (
        _("Your main home (“Hauptwohnung”) is the address that is registered for you."
          " It decides which authority is responsible."),
    )  # fmt: skip
    person__residence__municipality = forms.CharField(label=_("Town"), max_length=120)
    person__residence__main = YesNoField(label=_("Is this your main home?"))

    def ask(self) -> None:
        named = self.authority["municipalities"]
        if len(named) == 1:
            self.initial.setdefault("person__residence__municipality", named[0])


class Work(Question):
    slug = "work"
    heading = _("What do you do for a living?")
    explanation = (_("This decides which papers you need, for example payslips."),)
    situation__occupation = forms.ChoiceField(
        label=_("I am"), widget=forms.RadioSelect, choices=choices.OCCUPATIONS
    )


class Benefits(Question):
    slug = "benefits"
    heading = _("Do you get money from the state?")
    explanation = (
        _("With some benefits you pay no fee. Choose all that you get."
          " If you get none, choose nothing and go on."),
    )  # fmt: skip
    situation__benefits = forms.MultipleChoiceField(
        label=_("I get"),
        widget=forms.CheckboxSelectMultiple,
        choices=choices.BENEFITS,
        required=False,
    )


class Family(Question):
    slug = "family"
    heading = _("Are you married?")
    explanation = (_("A registered partnership counts as well."),)
    situation__married = YesNoField(label=_("I am married"))


class Partner(Question):
    slug = "partner"
    heading = _("What does your husband, wife or partner do for a living?")
    situation__partner_occupation = forms.ChoiceField(
        label=_("My partner is"), widget=forms.RadioSelect, choices=choices.OCCUPATIONS
    )

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        return bool(making.told("/situation/married"))


class Passport(Question):
    slug = "passport"
    heading = _("Do you have a valid passport?")
    explanation = (_("A travel document that a German authority gave you counts as well."),)
    situation__has_passport = YesNoField(label=_("I have a valid passport"))


class Protection(Question):
    slug = "protection"
    heading = _("Did the Federal Office (BAMF) give you protection?")
    explanation = (
        _("BAMF is the office that decides about asylum. Its letter (“Bescheid”) says it."),
    )
    situation__protection = forms.ChoiceField(
        label=_("BAMF gave me"),
        widget=forms.RadioSelect,
        choices=choices.PROTECTIONS,
        required=False,
    )


class Insurance(Question):
    slug = "insurance"
    heading = _("Which health insurance do you have?")
    situation__health_insurance = forms.ChoiceField(
        label=_("My health insurance is"), widget=forms.RadioSelect, choices=choices.INSURANCES
    )


class TravelDocument(Question):
    slug = "travel-document"
    heading = _("Do you need a travel document, too?")
    explanation = (
        _("A travel document (“Reiseausweis”) is for people who cannot get a passport of their"
          " country. It costs a fee of its own."),
    )  # fmt: skip
    requests__travel_document__type = forms.ChoiceField(
        label=_("I need"),
        widget=forms.RadioSelect,
        choices=choices.TRAVEL_DOCUMENTS,
        required=False,
    )


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
    person__gender = forms.ChoiceField(
        label=_("Gender, as in your passport"), widget=forms.RadioSelect, choices=choices.GENDERS
    )


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


BEFORE_RESULT: tuple[type[Question], ...] = (
    Kind, Status, Title, Basis, Birth, Home, Work, Benefits, Family, Partner, Passport, Protection,
    Insurance, TravelDocument,
)  # fmt: skip
AFTER_RESULT: tuple[type[Question], ...] = (Name, Birthplace, Address, Contact, PassportData)
QUESTIONS = {question.slug: question for question in (*BEFORE_RESULT, *AFTER_RESULT)}


def applicable(making: Making, authority: AuthorityDetail) -> Iterator[type[Question]]:
    """The questions of this application, in order."""
    return (one for one in QUESTIONS.values() if one.applies(making, authority))


def after(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> type[Question] | None:
    """The next question of the same part; None at its end."""
    same = _part(question, making, authority)
    following = same[same.index(question) + 1 :]
    return following[0] if following else None


def before(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> type[Question] | None:
    """The question before, of the same part; None at its beginning."""
    same = _part(question, making, authority)
    place = same.index(question)
    return same[place - 1] if place else None


def asking(pointer: str) -> type[Question] | None:
    """The question whose field answers this pointer, or a part of it."""
    for question in QUESTIONS.values():
        if any(_overlap(pointer_of(name), pointer) for name in question.base_fields):
            return question
    return None


def _overlap(one: str, other: str) -> bool:
    """Whether a pointer leads to the same place as the other, into it, or around it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _part(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> list[type[Question]]:
    part = BEFORE_RESULT if question in BEFORE_RESULT else AFTER_RESULT
    return [one for one in part if one is question or one.applies(making, authority)]
