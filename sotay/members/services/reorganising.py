"""Members follow a reorganisation of their cell, all or those named, in a few statements."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from sotay.core import audit
from sotay.core.periods import supersede
from sotay.members.models import Member, Membership, TemporaryStay, Transfer
from sotay.members.rules.timelines import rejoined
from sotay.members.services.ground import refresh_totals, timeline_of, write_timeline
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Organisation

# Every believed membership in the source that reaches past the day: kept up to it, continued in the
# target. One that began on the day or later (a reorganisation written down late) moves whole.
_SPLIT = """
    UPDATE members_membership SET superseded_at = %(now)s
    WHERE organisation_id = %(source)s AND superseded_at IS NULL
      AND (valid_to IS NULL OR valid_to > %(on)s)
      AND (%(everyone)s OR member_id = ANY(%(ids)s::bigint[]))
    RETURNING member_id
"""
_WRITE = """
    INSERT INTO members_membership
        (member_id, organisation_id, valid_from, valid_to, begin, "end", decision_number,
         recorded_at, org_lft)
    SELECT old.member_id, %(source)s, old.valid_from, %(on)s, old.begin, 'reorganisation',
           old.decision_number, %(now)s, 0
    FROM members_membership old
    WHERE old.organisation_id = %(source)s AND old.superseded_at = %(now)s
      AND old.valid_from < %(on)s
      AND (%(everyone)s OR old.member_id = ANY(%(ids)s::bigint[]))
    UNION ALL
    SELECT old.member_id, %(target)s, greatest(old.valid_from, %(on)s), old.valid_to,
           CASE WHEN old.valid_from < %(on)s THEN 'reorganisation' ELSE old.begin END, old."end",
           CASE WHEN old.valid_from < %(on)s THEN %(decision)s ELSE old.decision_number END,
           %(now)s, 0
    FROM members_membership old
    WHERE old.organisation_id = %(source)s AND old.superseded_at = %(now)s
      AND (%(everyone)s OR old.member_id = ANY(%(ids)s::bigint[]))
"""


@transaction.atomic
def move_members(
    *,
    actor: Actor,
    source: Organisation,
    target: Organisation,
    on: date,
    act: Any,
    member_ids: Sequence[int] | None = None,
) -> list[int]:
    """Members of ``source`` belong to ``target`` from ``on``, because of the reorganisation
    ``act``.

    ``member_ids`` names those who go; ``None`` means everybody, and then letters and temporary
    stays
    that point at ``source`` follow too. Return the ids of those who moved. The right to reorganise
    has been checked by ``organisations.services``, whose act this is part of.
    """
    now = timezone.now()
    values = {
        "now": now,
        "on": on,
        "source": source.pk,
        "target": target.pk,
        "everyone": member_ids is None,
        "ids": list(member_ids or []),
        "decision": getattr(act, "decision_number", "")[:60],
    }
    with widened(actor, "members.reorganise") as wide, connection.cursor() as cursor:
        cursor.execute(_SPLIT, values)
        moved = sorted({row[0] for row in cursor.fetchall()})
        Member.objects.filter(pk__in=moved, cell=source).update(cell=target)
        cursor.execute(_WRITE, values)
        if member_ids is None:
            Transfer.objects.under_way().filter(to_organisation=source).update(
                to_organisation=target
            )
            _stays_follow(source, target, on, now)
        if getattr(act, "corrects_id", None):
            _forget_the_step(moved, now)
        refresh_totals(moved)
        audit.record(
            wide,
            "members.reorganise",
            act,
            organisation=target,
            source=source.pk,
            on=on,
            members=len(moved),
        )
    return moved


def _stays_follow(source: Organisation, target: Organisation, on: date, now: datetime) -> None:
    stays = TemporaryStay.objects.known().filter(
        Q(valid_to=None) | Q(valid_to__gt=on), organisation=source
    )
    for stay in stays:
        supersede(stay, now, valid_to=max(on, stay.valid_from))
        continued = {
            field: getattr(stay, field)
            for field in ("member_id", "reason", "decision_number", "member_name", "valid_to")
        }
        TemporaryStay.objects.create(
            organisation=target,
            valid_from=max(on, stay.valid_from),
            member_birth_year=stay.member_birth_year,
            recorded_at=now,
            **continued,
        )


def _forget_the_step(member_ids: Sequence[int], now: datetime) -> None:
    """Two rows of one cell that only a corrected reorganisation had parted are one again."""
    parted = Membership.objects.known().filter(
        member__in=member_ids, begin=Membership.Begin.REORGANISATION
    )
    for member in Member.objects.filter(pk__in=parted.values("member")):
        timeline = timeline_of(Membership, member)
        write_timeline(Membership, member, rejoined(timeline), now)


def follow_reorganisation(
    sender: Any, *, source: Any, target: Any, on: date, act: Any, member_ids: Any = None, **_: Any
) -> list[int]:
    """Hear ``organisations.signals.members_moved``, inside the act's own transaction."""
    return move_members(
        actor=Actor(user=act.actor, today=on),
        source=source,
        target=target,
        on=on,
        act=act,
        member_ids=member_ids,
    )
