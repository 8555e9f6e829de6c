"""The staff interface's name, colours and menu (Unfold)."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

# Who sees an entry is asked by name, because settings are read before there are models.
NAVIGATION = [
    {
        "title": _("Work"),
        "items": [
            {"title": _("Start"), "icon": "home", "link": reverse_lazy("admin:index")},
            {
                "title": _("Work list"),
                "icon": "checklist",
                "link": reverse_lazy("admin:cases_case_changelist"),
                "permission": "cases.admin.menu.sees_cases",
                "active": "cases.admin.menu.is_among_cases",
            },
            {
                "title": _("Record an application"),
                "icon": "note_add",
                "link": reverse_lazy("admin:cases_case_record"),
                "permission": "cases.admin.menu.records_applications",
            },
            {
                "title": _("Open fees"),
                "icon": "payments",
                "link": reverse_lazy("admin:fees_feeposition_changelist"),
                "permission": "cases.admin.menu.sees_money",
            },
            {
                "title": _("Refunds to pay out"),
                "icon": "currency_exchange",
                "link": reverse_lazy("admin:fees_refund_changelist"),
                "permission": "cases.admin.menu.sees_money",
            },
            {
                "title": _("Letters to send"),
                "icon": "outgoing_mail",
                "link": reverse_lazy("admin:correspondence_letter_changelist"),
                "permission": "cases.admin.menu.sees_letters",
            },
            {
                "title": _("Suggestions"),
                "icon": "lightbulb",
                "link": reverse_lazy("admin:cases_suggestion_changelist"),
                "permission": "cases.admin.menu.sees_suggestions",
            },
        ],
    },
    {
        "title": _("Set up"),
        "items": [
            {
                "title": _("Look at the sandbox"),
                "icon": "science",
                "link": reverse_lazy("sandbox"),
                "permission": "cases.admin.menu.sees_cases",
            },
            {
                "title": _("Counters"),
                "icon": "event_seat",
                "link": reverse_lazy("admin:appointments_counter_changelist"),
                "permission": "cases.admin.menu.sees_counters",
            },
            {
                "title": _("Users and roles"),
                "icon": "group",
                "link": reverse_lazy("admin:access_user_changelist"),
                "permission": "cases.admin.menu.is_superuser",
            },
            {
                "title": _("Portals"),
                "icon": "hub",
                "link": reverse_lazy("admin:access_portal_changelist"),
                "permission": "cases.admin.menu.is_superuser",
            },
            {
                "title": _("Webhooks"),
                "icon": "webhook",
                "link": reverse_lazy("admin:correspondence_webhook_changelist"),
                "permission": "cases.admin.menu.is_superuser",
            },
        ],
    },
]

UNFOLD = {
    "SITE_TITLE": "Titelweg",
    "SITE_HEADER": "Titelweg",
    "SITE_SUBHEADER": _("Residence permits on humanitarian grounds"),
    "SITE_SYMBOL": "badge",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "sizes": "any",
            "href": lambda request: static("cases/favicon.svg"),
        },
    ],
    "ENVIRONMENT": "access.looking.mark",
    "ENVIRONMENT_TITLE_PREFIX": "access.looking.title_prefix",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "cases.admin.start_page.start_page",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.604)",
            "100": "oklch(93.2% .032 255.585)",
            "200": "oklch(88.2% .059 254.128)",
            "300": "oklch(80.9% .105 251.813)",
            "400": "oklch(70.7% .165 254.624)",
            "500": "oklch(62.3% .214 259.815)",
            "600": "oklch(54.6% .245 262.881)",
            "700": "oklch(48.8% .243 264.376)",
            "800": "oklch(42.4% .199 265.638)",
            "900": "oklch(37.9% .146 265.522)",
            "950": "oklch(28.2% .091 267.935)",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": NAVIGATION,
    },
}
