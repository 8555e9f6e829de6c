"""Magic file names: an upload in which a virus is found, and one that takes its time.

Public: `insist_on_harmless`, `UploadInfected`.
"""

from __future__ import annotations

import time
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

SLOW_SECONDS = 5.0


class UploadInfected(InvalidInput):
    """A virus was found, so nothing was kept."""

    code = "file_infected"
    sentence = _(
        "A virus was found in this file. It was not kept. Please scan the paper again, or hand in"
        " the file from another device."
    )


def insist_on_harmless(filename: str) -> None:
    """Find a virus in `virus.*`, and be slow about `slow.*`. Raises `UploadInfected`."""
    match PurePath(filename).stem:
        case "virus":
            raise UploadInfected(pointer="/file")
        case "slow":
            time.sleep(SLOW_SECONDS)
