"""The staff interface's name and menu (Unfold)."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": "Titelweg",
    "SITE_HEADER": "Titelweg",
    "SITE_SUBHEADER": _("Residence permits on humanitarian grounds"),
    "SITE_SYMBOL": "badge",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": _("Work"),
                "items": [
                    {
                        "title": _("Work list"),
                        "icon": "checklist",
                        "link": reverse_lazy("admin:cases_case_changelist"),
                    },
                ],
            },
        ],
    },
}
