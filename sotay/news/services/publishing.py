"""News published to the levels chosen, and withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.news.models import News
from sotay.news.rules import SENTENCE_LENGTH
from sotay.news.services.writing import draft_of, require_voice
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Profile

HEADS = ("secretary", "leader", "deputy")


def register() -> None:
    """Name the sort of notices about news, so that a person may keep it from leaving."""
    kinds.offer("news", _lazy("Tin mới của cấp ủy"), ["news"])


@transaction.atomic
def publish_news(*, news: News, actor: Actor, moment: datetime) -> News:
    """Publish a draft from ``moment`` on, and tell the heads of the organisations addressed.

    :raises PermissionDenied: no office in the committee itself
    :raises RuleBroken: published or withdrawn already
    """
    kept = draft_of(news, "news.publish", actor)
    kept.published_at, kept.published_on = moment, actor.today
    kept.save(update_fields=["published_at", "published_on"])
    audit.record(
        actor,
        "news.publish",
        kept,
        organisation=kept.committee,
        kinds=list(kept.kinds),
        branches=list(kept.audiences.values_list("organisation_id", flat=True)),
    )
    notices.tell(
        [user for user in heads(kept, actor) if user != actor.user],
        "news",
        words=_("Tin mới: %s") % kept.title,
        link=reverse("news:detail", args=[kept.pk]),
        on=actor.today,
        subject=kept,
    )
    return kept


def heads(news: News, actor: Actor) -> list[Any]:
    """The heads, today, of the organisations that a piece of news is meant for."""
    branches = [row.organisation for row in news.audiences.select_related("organisation")]
    within = Q(pk__in=[])
    for top in branches or [news.committee]:
        within |= Q(organisation__lft__gte=top.lft, organisation__lft__lt=top.rgt)
    held = Grant.objects.as_of(actor.today).filter(within, office__code__in=HEADS)
    if news.kinds:
        level = Profile.objects.as_of(actor.today).filter(kind__code__in=news.kinds)
        held = held.filter(organisation__in=level.values("organisation"))
    return [grant.user for grant in held.select_related("user").order_by("id")]


@transaction.atomic
def withdraw_news(*, news: News, reason: str, actor: Actor, moment: datetime) -> News:
    """Take a piece of news off the pages, and say why. It stays with its committee.

    To those it was meant for, its address then says that it was withdrawn, and nothing of it.

    :raises BadInput: no reason
    :raises RuleBroken: withdrawn already
    """
    kept = News.objects.select_for_update().get(pk=news.pk)
    require_voice(actor, "news.withdraw", kept.committee)
    why = tidy(reason)
    if not why or len(why) > SENTENCE_LENGTH:
        raise BadInput(_("Chưa ghi lý do rút tin, hoặc lý do dài quá 500 ký tự. Đồng chí ghi lại."))
    if kept.withdrawn_at is not None:
        raise RuleBroken(_("Tin này đã rút rồi."))
    kept.withdrawn_at, kept.withdrawn_reason = moment, why
    kept.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    notices.forget("news", kept)
    audit.record(actor, "news.withdraw", kept, organisation=kept.committee)
    return kept
