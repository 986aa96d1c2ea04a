"""Notices by mail, to those who want mail."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from sotay.accounts.models import User
from sotay.notices import rules
from sotay.notices.models import Notice
from sotay.notices.services.choosing import as_person, chosen
from sotay.notices.services.opening import of_everybody


def mail_notices(moment: datetime) -> int:
    """Mail what has not been mailed, one letter to each person; return the number of letters.

    A notice is held until an act can no longer be undone, and through the person's quiet hours; a
    sort the person has muted is not mailed. The subject names no task and nobody.
    A letter that cannot be sent stays for the next run.
    """
    ready = moment - timedelta(seconds=rules.HOLD_SECONDS)
    by_user: dict[int, list[Notice]] = defaultdict(list)
    with of_everybody():
        for notice in Notice.objects.to_mail(ready):
            by_user[notice.user_id].append(notice)
    sent = 0
    for waiting in by_user.values():
        user = waiting[0].user
        with as_person(user):
            choice = chosen(user, timezone.localdate(moment))
            notices = [notice for notice in waiting if notice.kind not in choice.kinds]
            if choice.is_quiet(moment) or not notices:
                continue
            keys = [notice.pk for notice in notices]
            # Held while the letter goes, so that two runs at once do not send it twice.
            held = list(
                Notice.objects.select_for_update(skip_locked=True)
                .filter(pk__in=keys, mailed_at=None)
                .values_list("pk", flat=True)
            )
            if len(held) < len(keys) or not _letter(user, notices):
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
