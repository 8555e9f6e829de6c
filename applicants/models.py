"""Who applies: the person, what they hold, and who speaks for them."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CompositeForeignKey


def name_key(name: str) -> str:
    """A name without accents and case, for search by `=` or prefix (leakproof under RLS)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


class Person(models.Model):
    """An applicant as known to one authority.

    The address is a registered German address; `address_restricted` marks an Auskunftssperre
    (§ 51 BMG): the address then stays out of lists and letters to third parties.
    """

    class Gender(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        DIVERSE = "X", _("diverse or unspecified")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.CharField(max_length=32, editable=False)
    sandbox = models.BooleanField(default=False, editable=False)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    name_key = models.CharField(max_length=250, editable=False, default="")
    birth_name = models.CharField(_("birth name"), max_length=120, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True)
    birth_place = models.CharField(_("place of birth"), max_length=120, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True)
    nationalities = ArrayField(
        models.CharField(max_length=9), verbose_name=_("nationalities"), default=list
    )
    language = models.CharField(_("language"), max_length=12, default="de")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    main_residence = models.BooleanField(_("main residence"), default=True)
    address_restricted = models.BooleanField(_("address restricted"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["id", "authority", "sandbox"], name="applicants_person_key"
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "sandbox", "name_key"], name="applicants_by_name"),
            models.Index(fields=["authority", "sandbox", "birth_date"], name="applicants_by_birth"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the name."""
        self.name_key = name_key(f"{self.family_name} {self.given_names}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


class PersonRow(models.Model):
    """A row that hangs on a person; authority and sandbox are the person's, by constraint."""

    authority = models.CharField(max_length=32, editable=False)
    sandbox = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            person = getattr(self, "person")  # noqa: B009  # each subclass declares its own
            self.authority, self.sandbox = person.authority, person.sandbox
        super().save(*args, **kwargs)


class IdentityDocument(PersonRow):
    """A passport or what stands for one; the card's validity is coupled to it."""

    class Kind(models.TextChoices):
        PASSPORT = "passport", _("passport")
        REFUGEE = "refugee", _("travel document for refugees")
        STATELESS = "stateless", _("travel document for stateless persons")
        FOREIGNER = "foreigner", _("travel document for foreigners")
        ID_CARD = "id_card", _("identity card")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="identity_documents", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=32)
    issued_by = models.CharField(_("issued by"), max_length=9)
    valid_until = models.DateField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints = [
            CompositeForeignKey(
                name="applicants_identity_of_person",
                column="person_id",
                to_table="applicants_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class TitleHeld(PersonRow):
    """The title or status held when the application was received (§ 81 AufenthG looks at it).

    `type` and `legal_basis` use the vocabulary of `authorities`; `valid_until` is the last day of
    validity and no Frist: it never rolls over.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="titles", db_constraint=False
    )
    type = models.CharField(_("type"), max_length=24)
    legal_basis = models.CharField(_("legal basis"), max_length=24, blank=True)
    valid_until = models.DateField(_("valid until"), null=True)
    residence_obligation = models.CharField(_("residence obligation"), max_length=120, blank=True)
    lawful_stay_since = models.DateField(_("lawful stay since"), null=True)

    class Meta:
        verbose_name = _("title held")
        verbose_name_plural = _("titles held")
        constraints = [
            CompositeForeignKey(
                name="applicants_title_of_person", column="person_id", to_table="applicants_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.legal_basis}"


class Representative(PersonRow):
    """Somebody who acts for the person: a guardian (§ 80(4) AufenthG) or an authorised person."""

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("guardian")
        AUTHORISED = "authorised", _("authorised person")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="representatives", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), blank=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            CompositeForeignKey(
                name="applicants_representative_of_person",
                column="person_id",
                to_table="applicants_person",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="applicants_representative_named"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonChange(PersonRow):
    """Something about a person became different during the procedure: what stood there before.

    Never changed and never deleted but with the person; the row that changed holds the new value.
    """

    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, related_name="changes", db_constraint=False
    )
    field = models.CharField(_("what"), max_length=32)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    proof = models.CharField(_("proof"), max_length=200)
    changed_at = models.DateTimeField(_("recorded at"))
    changed_by = models.CharField(_("recorded by"), max_length=64)

    class Meta:
        verbose_name = _("change about a person")
        verbose_name_plural = _("changes about a person")
        constraints = [
            CompositeForeignKey(
                name="applicants_change_of_person",
                column="person_id",
                to_table="applicants_person",
                goes_along=True,
            ),
        ]

    def __str__(self) -> str:
        return self.field
