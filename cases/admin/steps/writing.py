"""Letters on their way."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.closing import ArrivalForm, DispatchForm, LetterBackForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "dispatch_letter": Step(
        call=services.dispatch_letter,
        form=DispatchForm,
        leads_to=_(
            "The day on which the letter counts as announced is computed from the way it left."
        ),
        group=Group.LETTERS,
    ),
    "record_arrival": Step(
        call=services.record_arrival,
        form=ArrivalForm,
        leads_to=_(
            "The day it was served, or a proven later arrival (§ 41(2) S. 3 VwVfG). The deadline"
            " that it set moves with it, never to an earlier day."
        ),
        group=Group.LETTERS,
    ),
    "record_return": Step(
        call=services.record_return,
        form=LetterBackForm,
        leads_to=_(
            "Nothing has been announced by it, so no deadline runs. The letter waits to be sent"
            " once more; look up the address first."
        ),
        group=Group.LETTERS,
    ),
}
