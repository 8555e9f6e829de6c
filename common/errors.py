"""Refusals of the domain: a stable code, a sentence for a person, and the facts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no. Subclasses live in the module that raises them.

    `code` is stable and unique across the product; `sentence` is translatable and may name
    `params` as `%(name)s`. Domain errors do not know HTTP: the doors map them.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = _("This is not possible.")

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


class InvalidInput(DomainError):
    """What was sent breaks a rule; `pointer` (RFC 6901) names the field."""

    code = "invalid_input"
    sentence = _("The input breaks a rule.")

    def __init__(self, *, pointer: str = "", **params: Any) -> None:
        self.pointer = pointer
        super().__init__(**params)
