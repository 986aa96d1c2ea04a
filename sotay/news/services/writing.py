"""Drafts of news: written, changed, with their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit, files
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.news import rules
from sotay.news.models import Attachment, Audience, News
from sotay.news.querysets import speaks_for
from sotay.organisations.access import Actor
from sotay.organisations.models import Kind, Organisation


@dataclass(frozen=True)
class NewNews:
    """What a piece of news says and for whom: no ``kinds`` every level, no ``branches`` all."""

    title: str
    words: str
    column: str = News.Column.NEWS
    kinds: Sequence[str] = ()
    branches: Sequence[Organisation] = ()


def may_speak(actor: Actor, act: str, committee: Organisation) -> bool:
    """Whether an office held today in ``committee`` itself allows ``act``."""
    return actor.sees_everything or committee.pk in speaks_for(actor, act)


def require_voice(actor: Actor, act: str, committee: Organisation) -> None:
    """Let pass who may speak for the committee: an office held in it, not merely above it.

    :raises PermissionDenied: no office held today in ``committee`` itself allows ``act``
    """
    if not may_speak(actor, act, committee):
        raise PermissionDenied(
            _("Chỉ người có chức vụ ở chính cấp ủy ấy mới đưa tin thay cấp ủy được.")
        )


def draft_of(news: News, act: str, actor: Actor) -> News:
    """The piece, held for a change.

    :raises PermissionDenied: the actor does not speak for its committee
    :raises RuleBroken: it is no longer a draft
    """
    kept = News.objects.select_for_update().get(pk=news.pk)
    require_voice(actor, act, kept.committee)
    if not kept.is_draft:
        raise RuleBroken(
            _("Tin đã đăng hoặc đã rút thì không sửa nữa. Tin đăng có chỗ sai thì đính chính.")
        )
    return kept


@transaction.atomic
def write_news(*, committee: Organisation, given: NewNews, actor: Actor) -> News:
    """Keep a draft.

    :raises PermissionDenied: no office in the committee itself
    :raises BadInput: no title, no words, too long, or addressed outside the committee's tree
    """
    require_voice(actor, "news.write", committee)
    made = News.objects.create(committee=committee, by=actor.user, **checked(given))
    address(made, given.branches)
    audit.record(actor, "news.write", made, organisation=committee)
    return made


@transaction.atomic
def change_news(*, news: News, given: NewNews, actor: Actor) -> News:
    """Write a draft anew; its files stay.

    :raises RuleBroken: it is published or withdrawn
    """
    kept = draft_of(news, "news.write", actor)
    for name, value in checked(given).items():
        setattr(kept, name, value)
    kept.save()
    kept.audiences.all().delete()
    address(kept, given.branches)
    audit.record(actor, "news.write", kept, organisation=kept.committee, changed=True)
    return kept


def checked_title(given: str) -> str:
    """:raises BadInput: none, too long, or with a character that cannot be kept"""
    title = tidy(given)
    if not title:
        raise BadInput(_("Tin chưa có tên. Đồng chí ghi tên tin."))
    if len(title) > rules.TITLE_LENGTH or "\0" in title:
        raise BadInput(_("Tên tin dài quá %d ký tự. Đồng chí rút ngắn lại.") % rules.TITLE_LENGTH)
    return title


def checked_words(given: str) -> str:
    """:raises BadInput: none, too long, or with a character that cannot be kept"""
    words = "\n".join(line.rstrip() for line in given.splitlines()).strip()
    if not words:
        raise BadInput(_("Tin chưa có nội dung. Đồng chí viết nội dung."))
    if len(words) > rules.WORDS_LENGTH or "\0" in words:
        raise BadInput(
            _("Nội dung dài quá 20.000 ký tự hoặc có ký tự lạ. Đồng chí rút ngắn, hoặc kèm tệp.")
        )
    return words


def checked(given: NewNews) -> dict[str, Any]:
    """Title, words, column and levels as they are kept.

    :raises BadInput: one of them cannot be
    """
    title, words = checked_title(given.title), checked_words(given.words)
    if given.column not in News.Column.values:
        raise BadInput(_("Không có chuyên mục ấy. Đồng chí chọn trong danh mục."))
    kinds = sorted(set(given.kinds))
    if Kind.objects.filter(code__in=kinds).count() < len(kinds):
        raise BadInput(_("Có cấp tổ chức không có trong danh mục. Đồng chí chọn lại."))
    return {"title": title, "words": words, "column": given.column, "kinds": kinds}


def address(news: News, branches: Sequence[Organisation]) -> None:
    """Mean a piece, so far for everybody, for these branches alone.

    :raises BadInput: a branch outside the committee's tree
    """
    top = news.committee
    if any(not top.lft <= branch.lft < top.rgt for branch in branches):
        raise BadInput(
            _("Có nơi nhận không thuộc tổ chức đưa tin. Đồng chí chọn trong đảng bộ của mình.")
        )
    Audience.objects.bulk_create(
        Audience(news=news, organisation=branch)
        for branch in {branch.pk: branch for branch in branches}.values()
    )


@transaction.atomic
def attach(*, news: News, content: Any, name: str, actor: Actor) -> Attachment:
    """Add a file to a draft; the same file again is the same attachment.

    :raises BadInput: a file that is not taken (``core.files``)
    :raises RuleBroken: not a draft, or as many files as there may be
    """
    kept = draft_of(news, "news.write", actor)
    stored = files.store(content, name=name)
    if had := kept.attachments.filter(file=stored).first():
        return had
    if kept.attachments.count() >= rules.MOST_FILES:
        raise too_many_files()
    made = Attachment.objects.create(news=kept, file=stored, name=files.shown_name(name))
    audit.record(actor, "news.attach", kept, organisation=kept.committee, file=stored.pk)
    return made


def too_many_files() -> RuleBroken:
    return RuleBroken(_("Tin đã có %d tệp. Đồng chí bỏ bớt một tệp rồi thêm.") % rules.MOST_FILES)


@transaction.atomic
def detach(*, attachment: Attachment, actor: Actor) -> None:
    """Take a file off a draft."""
    kept = draft_of(attachment.news, "news.write", actor)
    audit.record(actor, "news.detach", kept, organisation=kept.committee, file=attachment.file_id)
    attachment.delete()
