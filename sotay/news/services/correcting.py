"""A published piece put right, with what was wrong said to its readers."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.news.models import Correction, News
from sotay.news.rules import SENTENCE_LENGTH
from sotay.news.services.publishing import heads
from sotay.news.services.writing import checked_title, checked_words, require_voice
from sotay.notices import services as notices
from sotay.organisations.access import Actor


@transaction.atomic
def correct_news(
    *,
    news: News,
    title: str,
    words: str,
    said: str,
    reason: str,
    known: int,
    actor: Actor,
    moment: datetime,
    is_told: bool = False,
) -> Correction:
    """Put the title and words of a published piece right; how it read before is kept.

    ``said`` tells every reader what was corrected; ``reason`` stays with those who speak. The heads
    of the organisations addressed are told only if ``is_told``. ``known`` is how many corrections
    the corrector had before their eyes: a text that has changed since is not written over.

    :raises PermissionDenied: no office in the committee itself
    :raises BadInput: no sentence, no reason, nothing changed, or a text that cannot be published
    :raises RuleBroken: a draft, withdrawn, or corrected by somebody else meanwhile
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
    new_title, new_words = checked_title(title), checked_words(words)
    if (new_title, new_words) == (kept.title, kept.words):
        raise BadInput(_("Tên và nội dung tin chưa có gì khác. Đồng chí sửa chỗ sai rồi ghi."))
    made = Correction.objects.create(
        news=kept,
        by=actor.user,
        at=moment,
        on=actor.today,
        said=what,
        reason=why,
        earlier_title=kept.title,
        earlier_words=kept.words,
        is_told=is_told,
    )
    kept.title, kept.words = new_title, new_words
    kept.save(update_fields=["title", "words"])
    audit.record(actor, "news.correct", kept, organisation=kept.committee, correction=made.pk)
    if is_told:
        notices.tell(
            [user for user in heads(kept, actor) if user != actor.user],
            "news",
            words=_("Tin đã đính chính: %s") % kept.title,
            link=reverse("news:detail", args=[kept.pk]),
            on=actor.today,
            subject=kept,
        )
    return made
