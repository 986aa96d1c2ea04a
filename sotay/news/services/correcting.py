"""A published piece put right, with what was wrong said to its readers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core import audit, files
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.news.models import Attachment, Correction, News
from sotay.news.rules import MOST_FILES, SENTENCE_LENGTH
from sotay.news.services.publishing import heads
from sotay.news.services.writing import NewNews, address, checked, require_voice, too_many_files
from sotay.notices import services as notices
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


@dataclass(frozen=True)
class Change:
    """What a correction leaves otherwise than it was; what is None stays as it stands.

    ``removed`` are files of the piece by id, ``added`` are contents with their names.
    """

    title: str | None = None
    words: str | None = None
    column: str | None = None
    kinds: Sequence[str] | None = None
    branches: Sequence[Organisation] | None = None
    removed: Iterable[int] = ()
    added: Iterable[tuple[Any, str]] = ()


@transaction.atomic
def correct_news(
    *,
    news: News,
    change: Change,
    said: str,
    reason: str,
    known: int,
    actor: Actor,
    moment: datetime,
    is_told: bool = False,
) -> Correction:
    """Put a published piece right: its words, column, readers or files; how it was before is kept.

    ``said`` tells every reader what was corrected; ``reason`` stays with those who speak. ``known``
    is how many corrections the corrector had before their eyes: what has changed since is not
    written over.

    The heads of organisations addressed anew are told of the piece. Notices of those no longer
    addressed are removed, and the others say the title that holds. Otherwise heads are told only if
    ``is_told``.

    :raises PermissionDenied: no office in the committee itself
    :raises BadInput: no sentence, no reason, nothing changed, or what cannot be published
    :raises RuleBroken: a draft, withdrawn, corrected by somebody else meanwhile, or too many files
    """
    kept = News.objects.select_for_update().get(pk=news.pk)
    require_voice(actor, "news.correct", kept.committee)
    if kept.withdrawn_at is not None:
        raise RuleBroken(_("Tin đã rút thì không đính chính nữa. Đồng chí soạn tin khác."))
    if kept.published_at is None:
        raise RuleBroken(_("Tin chưa đăng thì chưa cần đính chính. Đồng chí sửa thẳng bản thảo."))
    if kept.corrections.count() != known:
        raise RuleBroken(
            _("Tin vừa được đính chính lần nữa. Đồng chí mở lại tin, xem bản mới rồi sửa tiếp.")
        )
    what, why = tidy(said), tidy(reason)
    if not what or len(what) > SENTENCE_LENGTH:
        raise BadInput(
            _("Chưa ghi đã đính chính điều gì, hoặc ghi dài quá 500 ký tự. Đồng chí ghi một câu.")
        )
    if not why or len(why) > SENTENCE_LENGTH:
        raise BadInput(
            _("Chưa ghi lý do đính chính, hoặc lý do dài quá 500 ký tự. Đồng chí ghi lại.")
        )
    before = _State.of(kept)
    told_before = heads(kept, actor)
    made = Correction.objects.create(
        news=kept,
        by=actor.user,
        at=moment,
        on=actor.today,
        said=what,
        reason=why,
        earlier_title=before.title,
        earlier_words=before.words,
        earlier_column=before.column,
        earlier_kinds=list(before.kinds),
        earlier_branches=list(before.branches),
        is_told=is_told,
    )
    _write(kept, change, before)
    _file(kept, change, made)
    made.changed = before.differs_from(_State.of(kept))
    if not made.changed:
        raise BadInput(_("Tin chưa có gì khác. Đồng chí sửa chỗ sai rồi ghi."))
    made.save(update_fields=["changed"])
    audit.record(
        actor,
        "news.correct",
        kept,
        organisation=kept.committee,
        correction=made.pk,
        changed=made.changed,
    )
    _tell(kept, made, told_before, actor)
    return made


@dataclass(frozen=True)
class _State:
    """A piece as its readers have it, to see in what it differs."""

    title: str
    words: str
    column: str
    kinds: tuple[str, ...]
    branches: tuple[int, ...]
    files: tuple[int, ...]  # attachments

    @classmethod
    def of(cls, news: News) -> "_State":
        return cls(
            title=news.title,
            words=news.words,
            column=news.column,
            kinds=tuple(sorted(news.kinds)),
            branches=tuple(sorted(news.audiences.values_list("organisation_id", flat=True))),
            files=tuple(news.attachments.standing().values_list("pk", flat=True)),
        )

    def differs_from(self, other: "_State") -> list[str]:
        """Codes of :class:`Correction.What`."""
        what = Correction.What
        pairs = (
            (what.TITLE, self.title == other.title),
            (what.WORDS, self.words == other.words),
            (what.COLUMN, self.column == other.column),
            (what.READERS, (self.kinds, self.branches) == (other.kinds, other.branches)),
            (what.FILES, self.files == other.files),
        )
        return [code.value for code, is_same in pairs if not is_same]


def _write(kept: News, change: Change, before: _State) -> None:
    """Title, words, column and readers, where they are given."""

    def chosen(given: Any, stands: Any) -> Any:
        return stands if given is None else given

    checked_values = checked(
        NewNews(
            title=chosen(change.title, before.title),
            words=chosen(change.words, before.words),
            column=chosen(change.column, before.column),
            kinds=chosen(change.kinds, before.kinds),
        )
    )
    for name, value in checked_values.items():
        setattr(kept, name, value)
    kept.save(update_fields=[*checked_values])
    if change.branches is not None:
        kept.audiences.all().delete()
        address(kept, change.branches)


def _file(kept: News, change: Change, made: Correction) -> None:
    """Files taken off stay for those who speak; files added are there from this correction on.

    :raises BadInput: a file that the piece does not have, or one that is not taken
    :raises RuleBroken: more files than there may be
    """
    wanted = set(change.removed)
    leaving = kept.attachments.standing().filter(pk__in=wanted)
    if len(leaving) < len(wanted):
        raise BadInput(_("Có tệp không còn ở tin này. Đồng chí mở lại trang rồi chọn."))
    leaving.update(removed_by=made)
    for content, name in change.added:
        stored = files.store(content, name=name)
        if kept.attachments.standing().filter(file=stored).exists():
            continue
        if kept.attachments.standing().count() >= MOST_FILES:
            raise too_many_files()
        Attachment.objects.create(
            news=kept, file=stored, name=files.shown_name(name), added_by=made
        )


def _tell(kept: News, made: Correction, before: list[Any], actor: Actor) -> None:
    what = Correction.What
    if what.TITLE in made.changed:
        notices.reword("news", kept, made.earlier_title, kept.title)
    now = heads(kept, actor)
    if what.READERS in made.changed:
        notices.forget("news", kept, but=now)
    had = set(before)
    told = {
        _("Tin mới: %s"): [user for user in now if user not in had],
        _("Tin đã đính chính: %s"): [user for user in now if made.is_told and user in had],
    }
    for words, users in told.items():
        notices.tell(
            [user for user in users if user != actor.user],
            "news",
            words=words % kept.title,
            link=reverse("news:detail", args=[kept.pk]),
            on=actor.today,
            subject=kept,
        )
