"""What a stay rests on by the application (§ 81 AufenthG), as facts that must hold for an act.

Public: the guards, `IDENTIFICATION` (the check of § 81(7)) and `CERTIFIED`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .after_refusal import permit_refused
from .guards import Guard
from .models import Case

IDENTIFICATION = "azr_prints"
# The effects that § 81(5) certifies; a stay permitted by law needs no application to rest on.
CERTIFIED = frozenset({"continuation", "continuation_ordered", "permission", "toleration"})


def has_own_status(case: Case) -> bool:
    """Whether the person rests on a status that filing does not continue (Duldung, § 104c).

    A title that ended before the application came is none: it cannot be renewed beside it.
    """
    effect = case.legal_effect
    return effect.get("kind") == "none" and effect.get("code") != "late" and bool(case.title)


came_late = Guard(
    "nothing_to_order",
    _("Only a title that had ended when the application came can be ordered to continue."),
    lambda case: case.legal_effect.get("code") == "late",
)
order_revocable = Guard(
    "no_order_stands",
    _("No continuation has been ordered, or the order has been revoked."),
    lambda case: case.fortgeltungsanordnungen.revocable().exists(),
)
effect_certified = Guard(
    "no_effect_to_certify",
    _("The application has no effect on the stay that could be certified (§ 81(5) AufenthG)."),
    lambda case: case.legal_effect.get("kind") in CERTIFIED,
)
effect_goes_on = Guard(
    "effect_ended",
    _("What the application made of the stay ends: the permit was refused, or handed over."),
    lambda case: not permit_refused(case) and not _permit_in_hand(case),
)


def _permit_in_hand(case: Case) -> bool:
    handed_over = case.orders.active().filter(status="handed_over")
    return bool(handed_over.filter(item__kind="permit").exists())


prints_stored = Guard(
    "prints_not_in_azr",
    _("Identity is to be secured first: the prints are not in the AZR yet (§ 81(7) AufenthG)."),
    lambda case: not case.checks.unanswered().filter(code=IDENTIFICATION).exists(),
)
identification_not_asked = Guard(
    "identification_required_already",
    _("Identification has been required and is not done."),
    prints_stored.holds,
)
own_status = Guard(
    "no_status_of_its_own",
    _("The stay does not rest on a status that has to be renewed beside the application."),
    has_own_status,
)
