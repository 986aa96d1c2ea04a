"""What each person has chosen, and how the database knows whose choice is read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.accounts.services import keep_preferences
from sotay.core.errors import BadInput
from sotay.notices import kinds, rules
from sotay.notices.models import Choice
from sotay.regulations.registry import NoSuchRule, value

QUIET_HOURS = ("21.00", "6.30")  # before the first day of the registry


@dataclass(frozen=True)
class Chosen:
    """A person's choice with what it means: hours of the registry where none are the person's."""

    push: bool
    quiet_from: time
    quiet_to: time
    own_hours: bool
    muted: frozenset[str]  # codes of sorts
    kinds: frozenset[str]  # kinds that do not leave the house

    def is_quiet(self, moment: datetime) -> bool:
        now = timezone.localtime(moment).time()
        return rules.is_quiet(now, self.quiet_from, self.quiet_to)


@contextmanager
def as_person(user: User) -> Iterator[None]:
    """A transaction in which the database shows what is this person's alone, and then no longer.

    For the clock, who acts for everybody; a request is its person's from the door on.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.user', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user.pk)])
        yield
        # Where the body fails, rolling back its savepoint gives back the setting as well.
        cursor.execute("SELECT set_config('app.user', %s, true)", [before])


def chosen(user: User, day: date) -> Chosen:
    """What ``user``, who acts, has chosen."""
    own = Choice.objects.filter(user=user).first() or Choice(user=user)
    try:
        default = value("notices.quiet_hours", day)
    except NoSuchRule:
        default = QUIET_HOURS
    return Chosen(
        push=own.push,
        quiet_from=own.quiet_from or rules.read_clock(default[0]),
        quiet_to=own.quiet_to or rules.read_clock(default[1]),
        own_hours=own.quiet_from is not None,
        muted=frozenset(own.muted),
        kinds=kinds.kinds_of(own.muted),
    )


@transaction.atomic
def choose(
    user: User,
    *,
    mail: bool,
    push: bool,
    quiet_from: time | None,
    quiet_to: time | None,
    muted: Iterable[str],
) -> Choice:
    """Keep how ``user``, who acts, wants messages. No hours: those of the registry.

    :raises BadInput: one hour without the other or of another zone, or a sort that does not exist
    """
    if (quiet_from is None) != (quiet_to is None):
        raise BadInput(
            _("Giờ yên tĩnh thiếu một đầu. Đồng chí ghi cả hai giờ, hoặc bỏ trống cả hai.")
        )
    if any(hour is not None and hour.tzinfo is not None for hour in (quiet_from, quiet_to)):
        raise BadInput(_("Giờ yên tĩnh là giờ tại chỗ. Đồng chí ghi giờ, không ghi múi giờ."))
    wanted = sorted(set(muted))
    if unknown := set(wanted) - {sort.code for sort in kinds.sorts()}:
        raise BadInput(
            _("Không có loại tin “%s”. Đồng chí chọn trong danh mục.") % min(unknown)[:30]
        )
    keep_preferences(user, mail_reminders=mail)
    kept, _is_new = Choice.objects.update_or_create(
        user=user,
        defaults={
            "push": push, "quiet_from": quiet_from, "quiet_to": quiet_to, "muted": wanted,
        },
    )  # fmt: skip
    return kept
