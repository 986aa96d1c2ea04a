"""Notices about a year of recognition, to the heads of the organisation that is looked at."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor, known_acts
from sotay.organisations.models import Grant
from sotay.recognitions.models import Review

KINDS = ("recognition_returned", "recognition_decided")


def register() -> None:
    """Name the sort of these notices, so that a person may keep them from leaving."""
    kinds.offer("recognitions", _lazy("Bốn tốt: trả lại, quyết định"), KINDS)


def tell_heads(review: Review, kind: str, words: str, actor: Actor) -> int:
    """Leave whoever may send the organisation's year one notice; return how many are new."""
    users = [user for user in _heads(review, actor.today) if user != actor.user]
    link = reverse("recognitions:detail", args=[review.organisation_id, review.year])
    return notices.tell(users, kind, words=words, link=link, on=actor.today, subject=review)


def _heads(review: Review, day: date) -> list[Any]:
    held = Grant.objects.as_of(day).filter(
        organisation=review.organisation_id,
        office__code__in=known_acts()["recognitions.send"],
    )
    return [grant.user for grant in held.select_related("user")]
