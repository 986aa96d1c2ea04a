"""A file offered as a volume: taken, or refused with what sentence."""

from typing import Any

import pytest

from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.core.volumes.taking import take_in

LIMIT = 50 * 1024 * 1024


def take(content: Any, name: str = "sach", limit: int = LIMIT) -> StoredFile:
    return take_in(content, name=name, limit=limit)


def refused(content: Any, name: str = "sách.epub", limit: int = LIMIT) -> str:
    with pytest.raises(BadInput) as refusal:
        take(content, name, limit)
    return str(refusal.value)
