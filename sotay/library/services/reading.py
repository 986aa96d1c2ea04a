"""What one person keeps while reading: the place, bookmarks, notes. Nobody else sees any of it.

These acts leave no row in the audit trail, on purpose: such a row would say who reads what, and the
house watches nobody. The only thing that leaves a person's own rows is a number that grows by one.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput
from sotay.core.text import nfc
from sotay.library import rules
from sotay.library.models import Bookmark, Edition, Reading, Tally
from sotay.library.rules import Meeting, Place
from sotay.organisations.access import Actor

MOST_BOOKMARKS = 500  # of one person in one edition
FARTHEST = 10_000_000  # a paragraph, or a second of a recording


@transaction.atomic
def open_edition(*, edition: Edition, actor: Actor, moment: datetime, page: int = 1) -> Reading:
    """The person's place in an edition, made at ``page`` when it is opened for the first time.

    The first edition of a title that somebody ever opens adds one to the title's number of that
    month. Whose it was cannot be told from the number: it holds no name, moment or device.

    :raises BadInput: no such page
    """
    rules.check_page(page, edition.page_count)
    return _opened(edition, actor, Place(page, 0, moment))[0]


def _opened(edition: Edition, actor: Actor, place: Place) -> tuple[Reading, bool]:
    """The row, and whether it was made now."""
    mine = Reading.objects.filter(user=actor.user)
    if (row := mine.filter(edition=edition).first()) is not None:
        return row, False
    is_first = not mine.filter(edition__title=edition.title_id).exists()
    row, made = Reading.objects.get_or_create(
        user=actor.user,
        edition=edition,
        defaults={
            "page": place.page,
            "offset": place.offset,
            "organisation": edition.title.shelf.organisation,
            "updated_at": _as_devices_write(place.at),
        },
    )
    if made and is_first:
        Tally.objects.add_one(edition.title, actor.today.replace(day=1))
    return row, made


def _as_devices_write(moment: datetime) -> datetime:
    """Whole milliseconds: what a device was told must be equal when it says it back."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@transaction.atomic
def keep_place(
    *,
    edition: Edition,
    page: int,
    offset: int,
    at: datetime,
    actor: Actor,
    moment: datetime,
    was_offline: bool = False,
    knew: datetime | None = None,
) -> Meeting:
    """Keep where the person is. The later moment wins, unless a device that was offline meets a
    place it did not know of: then nothing is kept and both places are given back, to be chosen.

    ``moment`` is now, and the moment of a place that comes at once: clocks of devices differ. Of a
    place that was kept offline it is ``at``, by the device's clock, and never later than now.
    ``knew`` is the moment of the last place the device had from here. To choose is to keep again,
    not offline.

    :raises BadInput: no such page
    """
    rules.check_page(page, edition.page_count)
    if offset > FARTHEST:
        raise BadInput(_("Chỗ đang đọc không có trong bản này. Đồng chí mở lại trang."))
    brought = Place(page, offset, _as_devices_write(min(at, moment) if was_offline else moment))
    _row, made = _opened(edition, actor, brought)
    if made:
        return Meeting(brought)
    row = Reading.objects.select_for_update().get(user=actor.user, edition=edition)
    held = Place(row.page, row.offset, row.updated_at)
    met = rules.meet(
        held, brought, was_offline=was_offline, knew=knew, is_recording=edition.is_audio
    )
    if met.kept == brought and met.other is None:
        row.page, row.offset, row.updated_at = page, offset, brought.at
        row.save(update_fields=["page", "offset", "updated_at"])
    return met


@transaction.atomic
def keep_bookmark(
    *,
    edition: Edition,
    page: int,
    actor: Actor,
    moment: datetime,
    offset: int = 0,
    words: str = "",
    device_key: UUID | None = None,
    bookmark: Bookmark | None = None,
) -> Bookmark:
    """Mark a place; with ``words`` it is a note. With ``bookmark`` its words are changed.

    ``device_key`` is made by the device for each: sent twice, it is kept once.

    :raises BadInput: no such page, too many in this edition, or a note too long
    """
    rules.check_page(page, edition.page_count)
    said = nfc(words).strip()
    rules.check_words(said)
    mine = Bookmark.objects.filter(user=actor.user)
    if bookmark is not None:
        kept = mine.select_for_update().get(pk=bookmark.pk)
        kept.words = said
        kept.save(update_fields=["words"])
        return kept
    if device_key is not None and (sent := mine.filter(device_key=device_key).first()):
        return sent
    if not said and (same := mine.filter(edition=edition, page=page, offset=offset, words="")):
        return same[0]
    if mine.filter(edition=edition).count() >= MOST_BOOKMARKS:
        raise BadInput(
            _("Bản này đã có %(most)d chỗ đánh dấu. Đồng chí xóa bớt rồi đánh dấu tiếp.")
            % {"most": MOST_BOOKMARKS}
        )
    return Bookmark.objects.create(
        user=actor.user,
        edition=edition,
        page=page,
        offset=offset,
        words=said,
        device_key=device_key,
        organisation=edition.title.shelf.organisation,
        made_at=moment,
    )


@transaction.atomic
def remove_bookmark(*, bookmark: Bookmark, actor: Actor) -> None:
    """Take away one's own bookmark or note, for good."""
    Bookmark.objects.filter(pk=bookmark.pk, user=actor.user).delete()
