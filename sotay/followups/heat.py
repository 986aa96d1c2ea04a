"""How far tasks have come, by branch of the tree and programme: one statement, on any day.

Only tasks without tasks under them are counted, so that a task made concrete below is not counted
twice. What was verified by the day counts; what was only reported does not. The figure is that of
``rules.level``: a task without a verified result or without a last day goes into neither sum and
is counted as missing. Late is as in ``TaskQuerySet.late_on``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from sotay.organisations.querysets import settled_ids

# Branch: the child of ``top`` under which an organisation stands on the day; ``top`` itself is a
# branch of its own. Climbed from the owners upwards: they are fewer than all that stands below.
# Expected share: the part of a task's days that has passed, both ends counted.
_BRANCHES = """
WITH RECURSIVE climb(owner, place, child) AS (
    SELECT owner.id, owner.id, owner.id FROM ({owners}) AS owner(id)
    UNION ALL
    SELECT climb.owner, placement.parent_id, climb.place
    FROM climb JOIN organisations_placement placement ON placement.organisation_id = climb.place
    WHERE climb.place <> %(top)s AND placement.parent_id IS NOT NULL
      AND placement.valid_from <= %(day)s
      AND (placement.valid_to IS NULL OR placement.valid_to > %(day)s)
      AND placement.superseded_at IS NULL
),
branch(id, child) AS (SELECT owner, child FROM climb WHERE place = %(top)s)
"""
_OWNERS = "SELECT DISTINCT owner_id FROM followups_task WHERE programme_id = ANY(%(programmes)s)"
_HEAT = (
    _BRANCHES.format(owners=_OWNERS)  # noqa: S608 - no user text
    + """
, task AS (
    SELECT branch.child, task.programme_id, task.id, task.weight, task.starts_on, task.done_on,
           coalesce((SELECT later.old_due_on FROM followups_extension later
                     WHERE later.task_id = task.id AND later.state = 'granted'
                       AND later.decided_on > %(day)s
                     ORDER BY later.id LIMIT 1), task.due_on) AS due_on
    FROM branch JOIN followups_task task ON task.owner_id = branch.id
    WHERE task.programme_id = ANY(%(programmes)s)
      AND task.starts_on <= %(day)s AND task.state <> 'dropped'
      AND NOT EXISTS (SELECT 1 FROM followups_task child
                      WHERE child.parent_id = task.id AND child.state <> 'dropped')
),
verified AS (
    SELECT DISTINCT ON (progress.task_id) progress.task_id, progress.share
    FROM followups_progress progress JOIN task ON task.id = progress.task_id
    WHERE progress.state = 'accepted' AND progress.verified_on <= %(day)s
      AND progress.share IS NOT NULL AND task.due_on IS NOT NULL
    ORDER BY progress.task_id, progress.id DESC
),
reported AS (
    SELECT DISTINCT progress.task_id
    FROM followups_progress progress JOIN task ON task.id = progress.task_id
    WHERE progress.reported_on <= %(day)s
),
in_time AS (
    SELECT DISTINCT progress.task_id
    FROM followups_progress progress JOIN task ON task.id = progress.task_id
    WHERE progress.is_final AND progress.reported_on <= task.due_on
      AND (progress.state <> 'returned' OR progress.verified_on > %(day)s)
)
SELECT task.child, task.programme_id, count(*) AS tasks,
       count(*) FILTER (WHERE task.due_on < %(day)s AND in_time.task_id IS NULL
                        AND (task.done_on IS NULL OR task.done_on > %(day)s)) AS late,
       count(*) FILTER (WHERE task.done_on <= %(day)s) AS done,
       count(reported.task_id) AS reported,
       coalesce(sum(task.weight * verified.share), 0) AS achieved,
       coalesce(sum(task.weight * CASE
           WHEN task.due_on <= %(day)s THEN 1
           ELSE (%(day)s - task.starts_on + 1)::numeric / (task.due_on - task.starts_on + 1)
       END) FILTER (WHERE verified.share IS NOT NULL), 0) AS expected,
       count(*) FILTER (WHERE verified.share IS NULL) AS missing,
       count(*) FILTER (WHERE reported.task_id IS NULL AND task.due_on < %(day)s) AS silent
FROM task
LEFT JOIN verified ON verified.task_id = task.id
LEFT JOIN reported ON reported.task_id = task.id
LEFT JOIN in_time ON in_time.task_id = task.id
GROUP BY task.child, task.programme_id
"""
)


@dataclass(frozen=True)
class Cell:
    """What one branch has made of one programme by a day.

    ``achieved`` and ``expected`` are sums of weight × share over tasks with a verified result;
    ``percent`` is their quotient, at most 100, or ``None`` without any: missing is not zero.
    ``silent`` tasks are past their last day and nobody has said a word about them.
    """

    organisation_id: int
    programme_id: int
    tasks: int
    late: int
    done: int
    reported: int
    missing: int
    silent: int
    achieved: Decimal
    expected: Decimal

    @property
    def share(self) -> Decimal | None:
        return min(self.achieved / self.expected, Decimal(1)) if self.expected else None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else int(self.share * 100)


def by_branch(top_id: int, programme_ids: Sequence[int], day: date) -> list[Cell]:
    """One cell for each child of ``top_id`` on ``day`` and each programme it has tasks of."""
    if not programme_ids:
        return []
    asked: dict[str, Any] = {"top": top_id, "programmes": list(programme_ids), "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_HEAT, asked)
        rows = cursor.fetchall()
    return [
        Cell(
            organisation_id=row[0],
            programme_id=row[1],
            tasks=row[2],
            late=row[3],
            done=row[4],
            reported=row[5],
            achieved=row[6],
            expected=row[7],
            missing=row[8],
            silent=row[9],
        )
        for row in rows
    ]


def branches(top_id: int, organisations: Iterable[int], day: date) -> dict[int, int]:
    """Those of ``organisations`` under ``top_id`` on ``day``, with the child each stands under."""
    owners = "SELECT DISTINCT unnest(%(owners)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(
            _BRANCHES.format(owners=owners) + "SELECT id, child FROM branch",  # noqa: S608
            {"top": top_id, "day": day, "owners": list(organisations)},
        )
        return dict(cursor.fetchall())


_LATE = """
    SELECT moment.day, count(*)
    FROM unnest(%s::date[]) AS moment(day)
    CROSS JOIN LATERAL (
        SELECT task.id,
               coalesce((SELECT later.old_due_on FROM followups_extension later
                         WHERE later.task_id = task.id AND later.state = 'granted'
                           AND later.decided_on > moment.day
                         ORDER BY later.id LIMIT 1), task.due_on) AS due_on
        FROM followups_task task
        WHERE task.owner_id IN ({under}) AND task.state <> 'dropped'
          AND task.starts_on <= moment.day
          AND (task.done_on IS NULL OR task.done_on > moment.day)
    ) task
    WHERE task.due_on < moment.day AND NOT EXISTS (
        SELECT 1 FROM followups_progress progress
        WHERE progress.task_id = task.id AND progress.is_final
          AND progress.reported_on <= task.due_on
          AND (progress.state <> 'returned' OR progress.verified_on > moment.day))
    GROUP BY moment.day
"""


def late_through(top_id: int, day: date, days: Sequence[date]) -> list[tuple[date, int]]:
    """How many tasks of those who stand under ``top_id`` on ``day`` were late on each of ``days``.

    Every task counts, also one with others under it: as the list does that ``late_on`` opens.
    """
    under = settled_ids([top_id], day)
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(under=under.sql), [list(days), *under.params])
        found = dict(cursor.fetchall())
    return [(then, found.get(then, 0)) for then in days]
