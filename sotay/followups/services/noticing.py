"""Notices to people: one line each in the application, and by mail to those who want mail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from sotay.accounts.models import User
from sotay.core.days import written
from sotay.followups import rules
from sotay.followups.models import Notice, Progress, Task
from sotay.followups.permissions import ACTS
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation
from sotay.regulations.registry import NoSuchRule, value

WORDS_LENGTH = 400
_HEADS = ("secretary", "leader", "deputy")


def tell(users: Iterable[Any], kind: str, task: Task, words: str, on: date) -> None:
    """Leave each person a notice about ``task``: one of a kind a day, the later in place."""
    link = reverse("tasks:detail", args=[task.pk])
    for user in {user.pk: user for user in users}.values():
        Notice.objects.update_or_create(
            user=user,
            kind=kind,
            task=task,
            on=on,
            defaults={
                "words": words[:WORDS_LENGTH],
                "link": link,
                "read_at": None,
                "mailed_at": None,
                "made_at": timezone.now(),
            },
        )


def take_back(kind: str, task: Task, on: date) -> None:
    """Remove the notices of an act that was undone, unless their mail has gone."""
    Notice.objects.filter(kind=kind, task=task, on=on, mailed_at=None).delete()


def doers(task: Task, day: date) -> list[Any]:
    """Who is told of a task: the person named, else the heads of its owner on ``day``.

    Where the owner has no head, everybody who may report for it.
    """
    if task.responsible is not None:
        return [task.responsible]
    return holders(task.owner, day)


def holders(organisation: Organisation, day: date) -> list[Any]:
    """The heads of an organisation on ``day``, else all whose office may report for it."""
    held = list(
        Grant.objects.as_of(day)
        .filter(organisation=organisation, office__code__in=ACTS["tasks.report"])
        .select_related("user", "office")
    )
    heads = [grant.user for grant in held if grant.office.code in _HEADS]
    return heads or [grant.user for grant in held]


# --- Reminders ----------------------------------------------------------------------------------


def _days(rule: str, organisation: Organisation, day: date, otherwise: Any) -> Any:
    try:
        return value(rule, day, organisation.pk)
    except NoSuchRule:  # before the first day of the pack
        return otherwise


def send_reminders(day: date) -> int:
    """Leave the reminders of ``day``; return how many are new. Run again, it adds nothing.

    Tasks in hand are reminded of before and after their last day; one that was returned, by the day
    it must be mended. What waits for verification is not in its owner's hands and is left alone.
    """
    made = 0
    tasks = (
        Task.objects.filter(state__in=[Task.State.OPEN, Task.State.RETURNED], starts_on__lte=day)
        .for_cards()
        .order_by("owner_id", "id")
    )
    mend = dict(
        Progress.objects.filter(task__in=tasks, state=Progress.State.RETURNED)
        .order_by("id")
        .values_list("task_id", "redo_by")
    )
    for _owner, group in groupby(tasks, key=lambda task: task.owner_id):
        made += _remind(list(group), mend, day)
    return made


def _remind(tasks: Sequence[Task], mend: Mapping[int, date | None], day: date) -> int:
    """The reminders of one organisation's tasks, by the days it has set."""
    owner = tasks[0].owner
    before = _days("followups.reminders.days_before", owner, day, rules.DAYS_BEFORE)
    after = _days("followups.reminders.days_after", owner, day, rules.DAYS_AFTER)
    every = _days("followups.reminders.every_days_after", owner, day, rules.EVERY_DAYS_AFTER)
    made = 0
    for task in tasks:
        returned = task.state == Task.State.RETURNED
        due = mend.get(task.pk) if returned else task.due_on
        if due is None:
            continue
        kind = rules.reminder_kind(due, day, before, after, int(every))
        if kind is None:
            continue
        left = rules.deadline(due, day).words
        if returned:
            words = _("Bị trả lại, %(left)s: %(title)s") % {"left": left, "title": task.title}
        else:
            words = _("Nhiệm vụ %(left)s: %(title)s (hạn %(day)s)") % {
                "left": left,
                "title": task.title,
                "day": written(due),
            }
        link = reverse("tasks:report", args=[task.pk])
        for user in doers(task, day):
            _notice, is_new = Notice.objects.get_or_create(
                user=user,
                kind=kind,
                task=task,
                on=day,
                defaults={"words": words[:WORDS_LENGTH], "link": link},
            )
            made += is_new
    return made


def mail_notices(moment: datetime) -> int:
    """Mail what has not been mailed, one letter to each person; return the number of letters.

    A notice is held until an act can no longer be undone. The subject names no task and nobody.
    A letter that cannot be sent stays for the next run.
    """
    ready = moment - timedelta(seconds=rules.UNDO_SECONDS)
    by_user: dict[int, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.to_mail(ready):
        by_user[notice.user_id].append(notice)
    sent = 0
    for notices in by_user.values():
        with transaction.atomic():
            keys = [notice.pk for notice in notices]
            # Held while the letter goes, so that two runs at once do not send it twice.
            held = list(
                Notice.objects.select_for_update(skip_locked=True)
                .filter(pk__in=keys, mailed_at=None)
                .values_list("pk", flat=True)
            )
            if len(held) < len(keys) or not _letter(notices[0].user, notices):
                continue
            Notice.objects.filter(pk__in=held).update(mailed_at=moment)
        sent += 1
    return sent


def _letter(user: User, notices: Sequence[Notice]) -> bool:
    with override(user.language):
        count = len(notices)
        subject = ngettext(
            "Sổ tay: đồng chí có %(count)d việc cần xem",
            "Sổ tay: đồng chí có %(count)d việc cần xem",
            count,
        ) % {"count": count}
        lines = [f"- {notice.words}" for notice in notices]
        end = _(
            "Đồng chí đăng nhập Sổ tay để xem và báo kết quả. Muốn thôi nhận thư, chọn ở Tài khoản."
        )
        body = "\n".join([*lines, "", end])
    try:
        return bool(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email]).send())
    except OSError:  # the mail server does not answer: SMTP errors are OSErrors
        return False


def read_notices(actor: Actor, moment: datetime, ids: Iterable[int] | None = None) -> int:
    """Mark one's own notices read, all or those of ``ids``; return how many were unread."""
    unread = Notice.objects.filter(user=actor.user).unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=moment)
