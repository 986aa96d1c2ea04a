"""Notices by push, to the devices where each person has turned it on."""

import json
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sotay.accounts.models import User
from sotay.accounts.services import OwnHand
from sotay.core import audit
from sotay.core.errors import RuleBroken
from sotay.notices import posting, rules
from sotay.notices.models import Notice, PushSubscription
from sotay.notices.posting import OPEN_INTERNET, Way
from sotay.notices.services.choosing import as_person, chosen
from sotay.notices.services.opening import of_everybody


@transaction.atomic
def subscribe(
    user: User,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    agent: str,
    moment: datetime,
    way: Way = OPEN_INTERNET,
) -> PushSubscription:
    """Turn push on for one browser of ``user``, who acts. Asked again, its keys are renewed.

    A browser belongs to who turned it on last: a mailbox that was somebody else's on the same
    machine is taken from them.

    :raises BadInput: no message may go to that endpoint, or its keys are none
    :raises RuleBroken: the person has as many devices as there may be
    """
    way.checked(endpoint)
    given = {
        "p256dh": rules.checked_key(p256dh, point=True),
        "auth": rules.checked_key(auth, point=False),
        "device": rules.device_words(agent),
        "failures": 0,
    }
    own = PushSubscription.objects.of(user)
    kept = own.select_for_update().filter(endpoint=endpoint).first()
    if kept is not None:
        for name, value in given.items():
            setattr(kept, name, value)
        kept.save(update_fields=[*given])
        return kept
    if own.count() >= rules.MOST_DEVICES:
        raise RuleBroken(
            _("Đã có %d máy nhận tin đẩy. Đồng chí bỏ bớt một máy ở trang Cách nhận tin.")
            % rules.MOST_DEVICES
        )
    _release(endpoint)
    made = PushSubscription.objects.create(user=user, endpoint=endpoint, created_at=moment, **given)
    audit.record(OwnHand(user), "notices.add_push", made)
    return made


def _release(endpoint: str) -> None:
    """Remove the mailbox, whoever's it was: who holds its secret address holds the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.endpoint', %s, true)", [endpoint])
        cursor.execute("DELETE FROM notices_pushsubscription WHERE endpoint = %s", [endpoint])
        cursor.execute("SELECT set_config('app.endpoint', '', true)")


@transaction.atomic
def unsubscribe(user: User, subscription: PushSubscription) -> None:
    """Turn push off for one of the devices of ``user``, who acts."""
    audit.record(OwnHand(user), "notices.remove_push", subscription)
    subscription.delete()


def push_notices(moment: datetime, way: Way = OPEN_INTERNET) -> int:
    """Push what has not been pushed, one message to each device; return the number sent.

    A notice is held until an act can no longer be undone, and through the person's quiet hours. The
    message has fixed words and the path of a page: nothing of anybody. A device that its service no
    longer knows is removed; what could be sent to no device stays for the next run.
    """
    ready = moment - timedelta(seconds=rules.HOLD_SECONDS)
    by_user: dict[int, list[Notice]] = defaultdict(list)
    with of_everybody():
        for notice in Notice.objects.to_push(ready):
            by_user[notice.user_id].append(notice)
    return sum(_push(rows[0].user, rows, moment, way) for rows in by_user.values())


def _push(user: User, notices: list[Notice], moment: datetime, way: Way) -> int:
    """One person's; return how many messages were sent."""
    with as_person(user):
        choice = chosen(user, timezone.localdate(moment))
        if choice.is_quiet(moment):
            return 0
        # Held while messages go, so that two runs at once do not send them twice.
        keys = [notice.pk for notice in notices]
        held = list(
            Notice.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=keys, pushed_at=None)
            .values_list("pk", flat=True)
        )
        if len(held) < len(keys):
            return 0
        wanted = [notice for notice in notices if notice.kind not in choice.kinds]
        devices = list(PushSubscription.objects.of(user)) if choice.push and wanted else []
        results = [_send(device, _message(user, wanted), moment, way) for device in devices]
        if posting.SENT in results or posting.FAILED not in results:
            Notice.objects.filter(pk__in=held).update(pushed_at=moment)
        return results.count(posting.SENT)


def _message(user: User, notices: list[Notice]) -> bytes:
    with override(user.language):
        said = {
            "words": _("Sổ tay có tin mới cho đồng chí"),
            "link": rules.push_link([notice.link for notice in notices]),
        }
    return json.dumps(said, ensure_ascii=False).encode()


def _send(device: PushSubscription, message: bytes, moment: datetime, way: Way) -> str:
    try:
        result = way.send(device.endpoint, device.p256dh, device.auth, message, moment)
    except RuleBroken:  # the service was taken off the list since
        result = posting.FAILED
    if result == posting.SENT:
        device.last_ok_at, device.failures = moment, 0
        device.save(update_fields=["last_ok_at", "failures"])
    elif result == posting.GONE or device.failures + 1 >= rules.MOST_FAILURES:
        device.delete()
        return posting.GONE
    else:
        device.failures += 1
        device.save(update_fields=["failures"])
    return result
