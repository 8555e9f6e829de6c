"""Which message follows which event, and whether one is still true when it is sent.

Everything said about a case is decided here, as plain frozen data; correspondence renders and
delivers it without ever loading a case.
"""

from .after import follow
from .letters import BY_LETTER, SET_A_FRIST, remedy_notice
from .reminders import deadline_stands, draft_saved, remind, warn_of_draft
from .truth import still_true

__all__ = [
    "BY_LETTER",
    "SET_A_FRIST",
    "deadline_stands",
    "draft_saved",
    "follow",
    "remedy_notice",
    "remind",
    "still_true",
    "warn_of_draft",
]
