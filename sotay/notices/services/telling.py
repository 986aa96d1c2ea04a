"""Notices are left by the acts of other rooms, and read by the person they are for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Value
from django.db.models.functions import Concat, Left, Length
from django.utils import timezone

from sotay.accounts.models import User
from sotay.notices.models import Notice
from sotay.notices.rules import WORDS_LENGTH
from sotay.notices.services.opening import of_everybody


def tell(
    users: Iterable[User],
    kind: str,
    *,
    words: str,
    link: str,
    on: date,
    subject: Any = None,
    anew: bool = True,
) -> int:
    """Leave each person a notice; return how many are new.

    One of a kind a day about one subject for one person; without a subject, about one link. A
    later one takes the place of the earlier and is unread again, unless ``anew`` is false: then
    the earlier one stays as it is.
    """
    said: dict[str, Any] = {"words": words[:WORDS_LENGTH], "link": link}
    if subject is None:
        which: dict[str, Any] = {"subject_type": None, "link": link}
    else:
        kept = ContentType.objects.get_for_model(subject)
        which = {"subject_type": kept, "subject_id": subject.pk}
    told = {user.pk for user in users}
    with of_everybody():
        rows = Notice.objects.filter(user__in=told, kind=kind, on=on, **which)
        earlier = set(rows.values_list("user_id", flat=True))
        moment = timezone.now()
        Notice.objects.bulk_create(
            [
                Notice(user_id=user, kind=kind, on=on, made_at=moment, **(which | said))
                for user in sorted(told - earlier)
            ],
            ignore_conflicts=True,  # another act may tell the same at the same time
        )
        new = set(rows.filter(made_at=moment).values_list("user_id", flat=True)) - earlier
        if anew and told - new:
            rows.exclude(user__in=new).update(
                **said, read_at=None, mailed_at=None, pushed_at=None, made_at=moment
            )
    return len(new)


def take_back(kind: str, subject: Any, on: date) -> None:
    """Remove the notices of an act that was undone, unless their mail has gone."""
    about = ContentType.objects.get_for_model(subject)
    with of_everybody():
        Notice.objects.filter(
            kind=kind, subject_type=about, subject_id=subject.pk, on=on, mailed_at=None
        ).delete()


def forget(kind: str, subject: Any, *, but: Iterable[User] = ()) -> None:
    """Remove the notices of a kind about what their people may no longer see, of every day.

    Also those whose mail has gone: a letter cannot be fetched back, a line on a page can. Those of
    the people in ``but`` stay.
    """
    about = ContentType.objects.get_for_model(subject)
    with of_everybody():
        rows = Notice.objects.filter(kind=kind, subject_type=about, subject_id=subject.pk)
        rows.exclude(user__in={user.pk for user in but}).delete()


def lay_to_rest(kinds: Iterable[str], subject: Any, moment: datetime) -> int:
    """Mark read, whoever they are for, the notices of these kinds that ``subject`` has outlived.

    What asked for something that can no longer be done waits for nobody, and leaves the house no
    more. Return how many were unread. One statement, however many people were told.
    """
    about = ContentType.objects.get_for_model(subject)
    with of_everybody():
        rows = Notice.objects.filter(
            kind__in=list(kinds), subject_type=about, subject_id=subject.pk
        )
        return rows.unread().update(read_at=moment)


def reword(kind: str, subject: Any, was: str, now: str) -> None:
    """Put right what notices of a kind about ``subject`` end with, of every day.

    Nobody is told anew: what was read stays read, and what has gone by mail does not go again. What
    has not gone yet goes with the words that hold.
    """
    about = ContentType.objects.get_for_model(subject)
    with of_everybody():
        rows = Notice.objects.filter(
            kind=kind, subject_type=about, subject_id=subject.pk, words__endswith=was
        )
        rows.update(
            words=Left(
                Concat(Left("words", Length(F("words")) - len(was)), Value(now)), WORDS_LENGTH
            )
        )


def read_notices(user: User, moment: datetime, ids: Iterable[int] | None = None) -> int:
    """Mark the notices of ``user``, who acts, read: all or those of ``ids``.

    Returns how many were unread.
    """
    unread = Notice.objects.filter(user=user).unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=moment)
