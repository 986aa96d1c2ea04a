"""The pack: everything one member's device keeps to be read without network, and its version.

A pack is made of parts. Each part builds its share for the actor, and gives a short SQL expression
whose text changes when the share may have: from the database's own mark of each writing of the rows
it is made of (``mark``). The version of a pack is one digest over all of them, asked in one round
trip, so a device that has the pack is told so without its being built.

Nothing in a pack depends on the day alone: it holds days, not days left. So it does not change at
midnight, when everybody would have to fetch it again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from sotay.core.database.planned import planned
from sotay.directives.models import Document
from sotay.followups.models import Task
from sotay.handbook import situations
from sotay.meetings.models import Invitation, Kind, Meeting
from sotay.meetings.services.rights import may
from sotay.meetings.story import agendas_of
from sotay.members.homes import own_record
from sotay.members.models import Standing, Status
from sotay.members.records import seniority
from sotay.members.rules.ages import party_age_start
from sotay.notices.models import Notice
from sotay.organisations.access import Actor
from sotay.organisations.models import Profile

NOTHING = "-"  # the mark of a part that holds nothing
FORMAT = 2  # raise it when what a part holds changes
MOST_MEETINGS, MOST_TASKS, MOST_NOTICES = 6, 60, 30
MOST_CHARACTERS = 3_000_000  # of the texts of a part, all together
TOLD = ("invited", "open")  # a meeting is told to people once they are asked to come


@dataclass(frozen=True)
class Part:
    """A share of the pack. In ``version`` ``%(user)s`` is the person and ``%(today)s`` the day."""

    key: str
    build: Callable[[Actor], Any]
    version: str  # a SQL expression that gives text, or null where there is nothing to build
    empty: Any = None  # the share then


_parts: dict[str, Part] = {}


def holds(part: Part) -> None:
    """Put a part into every pack; the same key again takes the place of the first."""
    _parts[part.key] = part


def build(actor: Actor, marks: Sequence[str] | None = None) -> dict[str, Any]:
    """The pack of ``actor``: their own things only, whatever office they hold.

    ``marks`` as :func:`marks_of` gave them spare building the parts that hold nothing.
    """
    found = zip(_parts.values(), marks or [""] * len(_parts), strict=True)
    return {
        "format": FORMAT,
        **{part.key: part.empty if mark == NOTHING else part.build(actor) for part, mark in found},
    }


def version(marks: Sequence[str], language: str) -> str:
    """The version of the pack whose parts have these marks.

    Two packs of one version are the same; the reverse is not promised (a row written again without
    change counts as a change).
    """
    fixed = "|".join([str(FORMAT), language, situations.version(), *_parts, *marks])
    return sha256(fixed.encode()).hexdigest()[:24]


def marks_of(user_id: int, today: date) -> list[str]:
    """A mark for each part of a person's pack, in one round trip; the database is told who asks."""
    name = _prepared()
    with connection.cursor() as cursor:
        # Two statements in one go, in one transaction of their own: who asks holds for the second.
        cursor.execute(_ASK.format(name=name), [str(user_id), user_id, today])
        cursor.nextset()
        found: list[str] = cursor.fetchone()[0]
    return found


_ASK = (
    "SELECT set_config('app.user', %s, true), set_config('app.low', '1', true),"
    " set_config('app.high', '0', true), set_config('app.spans', '{{}}', true);"
    " EXECUTE {name} (%s, %s)"
)


def _prepared() -> str:
    """The name of the planned statement."""
    given = {"user": "$1", "today": "$2"}
    told = ", ".join(
        f"coalesce(md5(({part.version % given})), '{NOTHING}')" for part in _parts.values()
    )
    return planned("handbook_version", "bigint, date", f"SELECT ARRAY[{told}]")


def mark(alias: str) -> str:
    """A SQL expression that changes with every writing of a row: its act and where it lies."""
    return f"concat({alias}.id, '.', {alias}.xmin, '.', {alias}.ctid)"


def rows(alias: str, source: str) -> str:
    """A SQL expression over ``source``, whose rows have ``id`` and ``mark``: all in one text."""
    return f"SELECT string_agg({alias}.mark, ',' ORDER BY {alias}.id) {source}"


# --- The parts that this floor makes itself -----------------------------------------------------


def _me(actor: Actor) -> dict[str, Any] | None:
    own = own_record(actor.user)
    if own is None:
        return None
    status = Status.objects.as_of(actor.today).filter(member=own).first()
    waits = own.admitted_on and own.recognised_on is None  # only then is a rule asked
    cell = Profile.objects.nearest([own.cell_id], actor.today).get(own.cell_id)
    return {
        "full_name": own.full_name,
        "cell_id": own.cell_id,
        "cell": cell.name if cell else own.cell.code,
        "standing": Standing(status.standing).name.lower() if status else "",
        "standing_words": str(Standing(status.standing).label) if status else "",
        "born_on": own.born_on,
        "decided_on": own.decided_on,
        "admitted_on": own.admitted_on,
        "recognised_on": own.recognised_on,
        "party_age_from": party_age_start(own.decided_on, own.admitted_on)
        if own.recognised_on
        else None,
        "probation_ends": seniority(own, actor.today).probation_ends if waits else None,
        "card_number": own.card_number,
    }


_HOLDS = (
    "{0}.superseded_at IS NULL AND {0}.valid_from <= %(today)s"
    " AND ({0}.valid_to IS NULL OR {0}.valid_to > %(today)s)"
)
_ME_VERSION = f"""
    SELECT concat_ws(':', {mark("m")}, m.cell_id,
        (SELECT {mark("s")} FROM members_status s
         WHERE s.member_id = m.id AND {_HOLDS.format("s")}),
        (SELECT {mark("p")} FROM organisations_profile p
         WHERE p.organisation_id = m.cell_id AND {_HOLDS.format("p")}),
        (SELECT concat(count(*), '.', max(id)) FROM regulations_override))
    FROM members_member m WHERE m.user_id = %(user)s AND m.is_active
"""  # noqa: S608 - no text of anybody's


def _tasks(actor: Actor) -> list[dict[str, Any]]:
    mine = Task.objects.own_of(actor).unfinished().order_by("due_on", "id")
    return [
        {
            "id": task.pk,
            "title": task.title,
            "asked": task.asked,
            "due_on": task.due_on,
            "state": task.state,
            "url": reverse("tasks:detail", args=[task.pk]),
        }
        for task in mine[:MOST_TASKS]
    ]


# Two roads, so that each takes its index: named as responsible, or of an office held today.
_TASKS_VERSION = rows(
    "t",
    f"""FROM (
        SELECT a.id, {mark("a")} AS mark FROM followups_task a
        WHERE a.responsible_id = %(user)s AND a.state NOT IN ('done', 'dropped')
        UNION
        SELECT b.id, {mark("b")} FROM organisations_grant g
        JOIN followups_task b ON b.owner_id = g.organisation_id
        WHERE g.user_id = %(user)s AND {_HOLDS.format("g")} AND b.state NOT IN ('done', 'dropped')
    ) t""",  # noqa: S608
)


def _notices(actor: Actor) -> list[dict[str, Any]]:
    found = Notice.objects.filter(user=actor.user)[:MOST_NOTICES]
    return [
        {"id": one.pk, "words": one.words, "on": one.on, "link": one.link,
         "is_read": one.read_at is not None}
        for one in found
    ]  # fmt: skip


_NOTICES_VERSION = rows(
    "n",
    f"""FROM (SELECT c.id, {mark("c")} AS mark FROM notices_notice c
        WHERE c.user_id = %(user)s ORDER BY c."on" DESC, c.id DESC LIMIT {MOST_NOTICES}) n""",  # noqa: S608
)


def _documents(actor: Actor) -> list[dict[str, Any]]:
    """Pinned documents with their texts, the last pinned first, as long as there is room."""
    room, made = MOST_CHARACTERS, []
    for one in Document.objects.pinned_by(actor).defer("search", "folded", "sketch"):
        fits = len(one.text) <= room
        room -= len(one.text) if fits else 0
        made.append(
            {
                "id": one.pk,
                "type_name": one.type_name,
                "symbol": one.symbol,
                "organ": one.organ,
                "issued_on": one.issued_on,
                "in_force_to": one.in_force_to,
                "abstract": one.abstract,
                "text": one.text if fits else "",
                "is_cut": not fits,
                "url": reverse("directives:detail", args=[one.pk]),
            }
        )
    return made


# A pinned paper that the person no longer sees leaves the pack: sight follows where it was sent,
# the person's cell and offices, and the tree, whose every change is an act.
_DOCUMENTS_VERSION = f"""
    SELECT CASE WHEN EXISTS (SELECT FROM directives_pin o WHERE o.user_id = %(user)s) THEN
        concat_ws('-',
            (SELECT string_agg(concat(p.id, '.', {mark("d")}), ',' ORDER BY p.id)
             FROM directives_pin p JOIN directives_document d ON d.id = p.document_id
             WHERE p.user_id = %(user)s),
            (SELECT string_agg(concat(x.id), ',' ORDER BY x.id)
             FROM directives_pin p JOIN directives_distribution x ON x.document_id = p.document_id
             WHERE p.user_id = %(user)s),
            (SELECT string_agg({mark("g")}, ',' ORDER BY g.id)
             FROM organisations_grant g
             WHERE g.user_id = %(user)s AND {_HOLDS.format("g")}),
            (SELECT max(id) FROM organisations_act))
    END
"""  # noqa: S608


def _meetings(actor: Actor) -> list[dict[str, Any]]:
    """Meetings to come to which the person is asked, with agenda and words of papers.

    The agenda stands as the committee arranged it. Of one that the person may lead the device keeps
    the sheet as well; not of a conference, whose roll is long: there its page must be opened once.
    """
    mine = {
        one.meeting_id: one
        for one in Invitation.objects.own_of(actor).filter(meeting__state__in=TOLD)
    }
    coming = Meeting.objects.coming(actor.today).filter(state__in=TOLD)
    seen = coming.filter(pk__in=list(mine)).select_related("organisation")
    shown = list(seen.prefetch_related("papers")[:MOST_MEETINGS])
    agendas = agendas_of(meeting.pk for meeting in shown)
    room, made = MOST_CHARACTERS, []
    for meeting in shown:
        papers = []
        for paper in meeting.papers.all():
            fits = len(paper.words) <= room
            room -= len(paper.words) if fits else 0
            papers.append(
                {
                    "id": paper.pk,
                    "title": paper.title,
                    "words": paper.words if fits else "",
                    "is_cut": not fits,
                }
            )
        made.append(
            {
                "id": meeting.pk,
                "title": meeting.title,
                "theme": meeting.theme,
                "starts_at": meeting.starts_at,
                "place": meeting.place,
                "link": meeting.link,
                "state": meeting.state,
                "answer": mine[meeting.pk].answer,
                "agenda": [
                    {"title": one.title, "minutes": one.minutes, "speaker": one.speaker or ""}
                    for one in agendas.get(meeting.pk, [])
                ],
                "leads": meeting.kind != Kind.CONFERENCE
                and may(actor, "meetings.lead", meeting.organisation),
                "papers": papers,
                "url": reverse("meetings:detail", args=[meeting.pk]),
            }
        )
    return made


# A meeting's row is written anew with each change of its agenda (meetings.services.recording).
_MEETINGS_VERSION = f"""
    SELECT string_agg(concat({mark("t")}, '.', {mark("i")}, '.', (
        SELECT string_agg({mark("r")}, ',' ORDER BY r.id)
        FROM meetings_meetingpaper r WHERE r.meeting_id = t.id), '.', (
        SELECT string_agg({mark("g")}, ',' ORDER BY g.id) FROM organisations_grant g
        WHERE g.user_id = %(user)s AND g.organisation_id = t.organisation_id
            AND {_HOLDS.format("g")})), ';' ORDER BY t.id)
    FROM members_member m
    JOIN meetings_invitation i ON i.member_id = m.id
    JOIN meetings_meeting t ON t.id = i.meeting_id
    WHERE m.user_id = %(user)s AND t.state IN ('invited', 'open') AND (t.state = 'open'
        OR t.starts_at >= %(today)s::timestamp AT TIME ZONE '{settings.TIME_ZONE}')
"""  # noqa: S608


def _guidance(_actor: Actor) -> list[dict[str, Any]]:
    """Every situation with its steps; values of rules are of a day, and so are not kept."""
    return [
        {
            "code": one.code,
            "title": one.title,
            "group": one.group,
            "when": one.when,
            "who": one.who,
            "steps": [
                {"text": step.text, "who": step.who, "form": step.form, "unknown": step.unknown}
                for step in one.steps
            ],
            "url": reverse("handbook:situation", args=[one.code]),
        }
        for one in situations.situations()
    ]


def register() -> None:
    """The parts of this floor; called once, when the app is ready."""
    holds(Part("me", _me, _ME_VERSION))
    holds(Part("meetings", _meetings, _MEETINGS_VERSION, []))
    holds(Part("tasks", _tasks, _TASKS_VERSION, []))
    holds(Part("notices", _notices, _NOTICES_VERSION, []))
    holds(Part("documents", _documents, _DOCUMENTS_VERSION, []))
    holds(Part("guidance", _guidance, "SELECT ''"))  # in the version by its files' digest
