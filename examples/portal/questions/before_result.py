"""What is asked before the result: as much as the precheck takes, and no name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from examples.client.titelweg import AuthorityDetail
from examples.portal import choices
from examples.portal.countries import countries
from examples.portal.keeping import Making

from .question import DayField, OneOf, Question, YesNoField

WITH_END = {"residence_permit", "visa_d"}


class Kind(Question):
    slug = "kind"
    heading = _("What do you want to do?")
    kind = OneOf(label=_("I want to"))

    def ask(self) -> None:
        self.offer("kind", [row for row in choices.KINDS if row[0] in self.authority["kinds"]])

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        return len(authority["kinds"]) > 1


class Status(Question):
    slug = "status"
    heading = _("Which paper do you have now?")
    explanation = (_("Look at your card or at the sticker in your passport. The name is on it."),)
    current_title__type = OneOf(label=_("My paper"), choices=choices.TITLES)


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
    situation__occupation = OneOf(label=_("I am"), choices=choices.OCCUPATIONS)


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
    situation__partner_occupation = OneOf(label=_("My partner is"), choices=choices.OCCUPATIONS)

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
    situation__protection = OneOf(
        label=_("BAMF gave me"), choices=choices.PROTECTIONS, required=False
    )


class Insurance(Question):
    slug = "insurance"
    heading = _("Which health insurance do you have?")
    situation__health_insurance = OneOf(
        label=_("My health insurance is"), choices=choices.INSURANCES
    )


class TravelDocument(Question):
    slug = "travel-document"
    heading = _("Do you need a travel document, too?")
    explanation = (
        _("A travel document (“Reiseausweis”) is for people who cannot get a passport of their"
          " country. It costs a fee of its own."),
    )  # fmt: skip
    requests__travel_document__type = OneOf(
        label=_("I need"), choices=choices.TRAVEL_DOCUMENTS, required=False
    )


BEFORE_RESULT: tuple[type[Question], ...] = (
    Kind, Status, Title, Basis, Birth, Home, Work, Benefits, Family, Partner, Passport, Protection,
    Insurance, TravelDocument,
)  # fmt: skip
