"""What one may choose, in plain words.

Public: `Choices`, `legal_bases`, and one list for each question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, str | Promise]]

KINDS: Choices = (
    ("issue", _("get a residence permit for the first time")),
    ("extension", _("extend my residence permit")),
    ("change_of_purpose", _("get a residence permit for another reason")),
)
TITLES: Choices = (
    ("residence_permit", _("Residence permit (“Aufenthaltserlaubnis”)")),
    ("settlement_permit", _("Settlement permit (“Niederlassungserlaubnis”)")),
    ("eu_long_term", _("EU long-term residence permit (“Daueraufenthalt-EU”)")),
    ("duldung", _("“Duldung” (deportation is suspended)")),
    ("gestattung", _("“Aufenthaltsgestattung” (my asylum procedure is running)")),
    ("fiktion", _("“Fiktionsbescheinigung” (my application is being looked at)")),
    ("visa_d", _("National visa (type D)")),
    ("visa_c", _("Visa for a short stay (type C, “Schengen”)")),
    ("visa_free", _("None: I was allowed to enter without a visa")),
    ("none", _("None of these")),
)
OCCUPATIONS: Choices = (
    ("employed", _("employed")),
    ("self_employed", _("self-employed with a business")),
    ("freelance", _("working freelance")),
    ("apprentice", _("in vocational training")),
    ("student", _("studying at a university")),
    ("pupil", _("going to school")),
    ("pensioner", _("retired")),
    ("none", _("none of these")),
)
BENEFITS: Choices = (
    ("sgb2", _("“Bürgergeld” or “Grundsicherung” from the Jobcenter (SGB II)")),
    ("sgb12", _("Social assistance or “Grundsicherung” from the Sozialamt (SGB XII)")),
    ("asylblg", _("Benefits for asylum seekers (AsylbLG)")),
    ("alg1", _("Unemployment benefit (“Arbeitslosengeld I”)")),
    ("wohngeld", _("Housing benefit (“Wohngeld”)")),
    ("kindergeld", _("Child benefit (“Kindergeld”)")),
    ("kinderzuschlag", _("Child supplement (“Kinderzuschlag”)")),
    ("elterngeld", _("Parental benefit (“Elterngeld”)")),
    ("bafoeg", _("Student grant (“BAföG”)")),
    ("bab", _("Training grant (“Berufsausbildungsbeihilfe”)")),
)
PROTECTIONS: Choices = (
    ("", _("no protection, or I do not know")),
    ("asylum", _("asylum (Article 16a of the constitution)")),
    ("refugee", _("refugee status")),
    ("subsidiary", _("subsidiary protection")),
    ("deportation_ban", _("a ban on deportation (§ 60(5) or (7) AufenthG)")),
    ("resettlement", _("I came with a resettlement programme")),
)
INSURANCES: Choices = (
    ("statutory", _("statutory (for example AOK, TK, Barmer)")),
    ("private", _("private")),
    ("none", _("I have none")),
)
TRAVEL_DOCUMENTS: Choices = (
    ("", _("no travel document")),
    ("foreigner", _("a travel document for foreigners (“Reiseausweis für Ausländer”)")),
    ("refugee", _("a travel document for refugees (“Reiseausweis für Flüchtlinge”)")),
    ("stateless", _("a travel document for stateless persons (“Reiseausweis für Staatenlose”)")),
)
GENDERS: Choices = (("F", _("female")), ("M", _("male")), ("X", _("divers, or not stated (X)")))

BASES: Choices = (
    ("22", _("§ 22: admission from abroad")),
    ("23(1)", _("§ 23 (1): admission by a Land")),
    ("23(2)", _("§ 23 (2): admission by the federation")),
    ("23(4)", _("§ 23 (4): resettlement")),
    ("23a", _("§ 23a: case of hardship")),
    ("25(1)", _("§ 25 (1): asylum")),
    ("25(2)", _("§ 25 (2): refugee status or subsidiary protection")),
    ("25(3)", _("§ 25 (3): ban on deportation")),
    ("25(4)1", _("§ 25 (4) sentence 1: urgent personal reasons, for a while")),
    ("25(4)2", _("§ 25 (4) sentence 2: leaving would be exceptionally hard")),
    ("25(4a)", _("§ 25 (4a): victim of a crime")),
    ("25(4b)", _("§ 25 (4b): victim of exploitation at work")),
    ("25(5)", _("§ 25 (5): leaving is impossible")),
    ("25a(1)", _("§ 25a (1): young person who is well integrated")),
    ("25a(2)", _("§ 25a (2): family of a young person who is well integrated")),
    ("25b(1)", _("§ 25b (1): well integrated for years")),
    ("25b(4)", _("§ 25b (4): family of somebody who is well integrated")),
    ("104c", _("§ 104c: right of opportunity to stay (“Chancen-Aufenthaltsrecht”)")),
)


def legal_bases(handled: Iterable[str] | None) -> Choices:
    """The legal bases, of those an authority handles (a paragraph stands for all within it)."""
    begins = None if handled is None else tuple(handled)
    rows = [row for row in BASES if begins is None or _within(row[0], begins)]
    return [("", _("Please choose")), *rows]


def _within(code: str, handled: tuple[str, ...]) -> bool:
    return any(code == one or code.startswith(f"{one}(") for one in handled)
