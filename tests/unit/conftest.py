"""What pure tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    """Texts come in German, whatever language a request spoke in a test before."""
    with translation.override("de"):
        yield
