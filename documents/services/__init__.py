"""Taking files in, deciding on them, asking for more.

What concerns a case runs inside the caller's transaction, with the case locked. Refusals about a
file itself are in `documents.checks`.
"""

from documents.queries import everything_handed_in

from .carrying import carry_over, take_back
from .checklist import (
    NothingHandedIn,
    ReasonMissing,
    RequirementSpec,
    accept,
    mark_not_needed,
    need,
    reject,
    set_requirements,
)
from .drafts import forget, replace
from .handing_in import (
    FilesTooLargeTogether,
    HandIn,
    RequirementUnknown,
    UploadUnknown,
    UploadUsed,
    attach,
    hand_in_by_staff,
)
from .nachforderung import (
    ExtensionNotLater,
    NachforderungAlreadyOpen,
    NachforderungNotOpen,
    announce,
    ask,
    close,
    extend,
)
from .uploads import content_of, drop_expired_uploads, keep_upload, store_upload

__all__ = [
    "ExtensionNotLater",
    "FilesTooLargeTogether",
    "HandIn",
    "NachforderungAlreadyOpen",
    "NachforderungNotOpen",
    "NothingHandedIn",
    "ReasonMissing",
    "RequirementSpec",
    "RequirementUnknown",
    "UploadUnknown",
    "UploadUsed",
    "accept",
    "announce",
    "ask",
    "attach",
    "carry_over",
    "close",
    "content_of",
    "drop_expired_uploads",
    "everything_handed_in",
    "extend",
    "forget",
    "hand_in_by_staff",
    "keep_upload",
    "mark_not_needed",
    "need",
    "reject",
    "replace",
    "set_requirements",
    "store_upload",
    "take_back",
]
