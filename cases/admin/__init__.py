"""The staff pages of a case: work list, case page, and a page for each step.

They read, and they call the services; nothing here writes a row of a case.
"""

from django.contrib import admin

from .fee_lists import OpenFees, RefundsToPay
from .letters_to_send import LettersToSend
from .suggestions import SuggestionAdmin
from .webhooks import WebhookAdmin
from .work_list import CaseAdmin

__all__ = [
    "CaseAdmin",
    "LettersToSend",
    "OpenFees",
    "RefundsToPay",
    "SuggestionAdmin",
    "WebhookAdmin",
]

# The site is Unfold's; its own start page lists models, ours lists work.
admin.site.index_template = "cases/admin/start.html"
