"""Reading a file into pages by itself, beside the page that asked for it.

Some pages at a time, each lot in a transaction of its own: what is done stays, is seen at once, and
is not done again when the work goes on after a failure.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.core.errors import BadInput, RuleBroken
from sotay.library.extracting.replacing import replace_pages
from sotay.library.extracting.sources import Source, open_source
from sotay.library.extracting.totals import add_up
from sotay.library.models import Edition, Extraction, Page
from sotay.library.rules import Section
from sotay.organisations.access import acting_for, system_actor

LOT = 20  # pages written at once
GIVEN_UP_AFTER = timedelta(hours=2)  # a run that says nothing so long has died


def defer(edition: Edition) -> None:
    """Let the worker read the file once what the caller wrote is kept."""
    from procrastinate.contrib.django import app

    job = app.configure_task("library.extract", queue="library")
    transaction.on_commit(lambda: job.defer(edition_id=edition.pk))


def extract(edition_id: int, moment: datetime) -> str:
    """Read a waiting edition to its end and say how it went. Return the state; "" if not waiting.

    A refusal is kept as a sentence; anything else as a general one, and raised.
    """
    edition = Edition.objects.standing().filter(pk=edition_id).select_related("file").first()
    waiting = Extraction.objects.filter(edition=edition_id, state=Extraction.State.WAITING)
    if edition is None or not waiting.update(
        state=Extraction.State.RUNNING, started_at=moment, ended_at=None, message=""
    ):
        return ""
    try:
        with transaction.atomic():
            source = open_source(edition)
        if Extraction.objects.get(edition=edition).anew:
            _read_anew(edition, source, moment)
        else:
            _read(edition, source)
    except RuleBroken as refusal:
        return _end(edition, Extraction.State.FAILED, moment, str(refusal))
    except FileNotFoundError:
        return _end(
            edition,
            Extraction.State.FAILED,
            moment,
            _("Không thấy tệp trên máy chủ. Đồng chí gửi lại tệp."),
        )
    except Exception:
        _end(
            edition,
            Extraction.State.FAILED,
            moment,
            _("Có trục trặc khi đọc tệp. Những trang đã đọc còn nguyên; đồng chí chạy lại."),
        )
        raise
    return _end(edition, Extraction.State.DONE, moment)


def _read(edition: Edition, source: Source) -> None:
    have = edition.pages.count()
    Extraction.objects.filter(edition=edition).update(done=have, total=source.total)
    rest = source.after(have)
    while lot := list(islice(rest, LOT)):
        with transaction.atomic():
            Page.objects.bulk_create(_pages(edition, have, lot))
            have += len(lot)
            Extraction.objects.filter(edition=edition).update(
                done=have, total=max(source.total, have)
            )
            Edition.objects.filter(pk=edition.pk).update(page_count=have)
    _has_pictures(edition, source)
    if not have and not edition.is_audio:
        raise _wordless()


def _read_anew(edition: Edition, source: Source, moment: datetime) -> None:
    """Read beside the pages there are, which stay to be read until all is done."""
    Extraction.objects.filter(edition=edition).update(done=0, total=source.total)
    fresh, rest = list[Section](), source.after(0)
    while lot := list(islice(rest, LOT)):
        fresh += lot
        Extraction.objects.filter(edition=edition).update(
            done=len(fresh), total=max(source.total, len(fresh))
        )
    if not fresh:
        raise _wordless()
    # Places are their person's own: the system carries them, and tells nobody.
    system = system_actor(User(), timezone.localdate(moment), "library.extract")
    with acting_for(system):
        replace_pages(edition, list(_pages(edition, 0, fresh)))
        _has_pictures(edition, source)
        Extraction.objects.filter(edition=edition).update(anew=False)


def _has_pictures(edition: Edition, source: Source) -> None:
    Extraction.objects.filter(edition=edition).update(
        knows_pictures=True, left_out=len(source.gallery.left_out)
    )


def _wordless() -> BadInput:
    return BadInput(
        _("Không tìm thấy chữ nào trong tệp. Đồng chí kiểm tra tệp, hoặc gửi bản khác.")
    )


def _pages(edition: Edition, have: int, lot: list[Section]) -> Iterator[Page]:
    for number, section in enumerate(lot, start=have + 1):
        yield Page(
            edition=edition,
            number=number,
            heading=section.heading[:300],
            html="\n".join(block.html for block in section.blocks),
            text="\n".join(" ".join(block.text.split()) for block in section.blocks),
            is_read=section.is_read,
            by_eye=section.by_eye,
            picture_bytes=section.picture_bytes,
        )


def _end(edition: Edition, state: str, moment: datetime, message: str = "") -> str:
    with transaction.atomic():
        add_up(edition)
        Extraction.objects.filter(edition=edition).update(
            state=state,
            message=message[:500],
            ended_at=moment,
            unread=edition.pages.filter(is_read=False).count(),
        )
    return state


def left_behind(moment: datetime) -> int:
    """Runs that died with their process are said to have failed; return how many."""
    return Extraction.objects.filter(
        state=Extraction.State.RUNNING, started_at__lt=moment - GIVEN_UP_AFTER
    ).update(
        state=Extraction.State.FAILED,
        message=_("Việc đọc tệp bị ngắt giữa chừng. Đồng chí chạy lại."),
        ended_at=moment,
    )
