"""What dues tell before the tree changes: which months are still open in what would end."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.dues.models import Collection
from sotay.organisations import signals
from sotay.organisations.models import Organisation


def _previewed(
    sender: Any, *, organisations: list[Organisation], on: date, **_more: Any
) -> list[tuple[str, int]]:
    left = Collection.objects.open().filter(organisation__in=organisations)
    return [(_("Tháng đảng phí chưa chốt"), left.count())]


def listen() -> None:
    """Connect the listener; called once, when the app is ready."""
    signals.previewed.connect(_previewed, dispatch_uid="dues.previewed")
