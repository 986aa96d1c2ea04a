"""How far tasks have come, by branch of the tree and programme: one statement, on any day.

Only tasks without tasks under them are counted, so that a task made concrete below is not counted
twice. What was verified by the day counts; what was only reported does not. The figure is that of
``rules.level``: a task without a verified result or without a last day goes into neither sum and
is counted as missing. Late is as in ``TaskQuerySet.late_on``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

# Branch: the child of ``top`` under which an organisation stands on the day; ``top`` itself is a
# branch of its own. Expected share: the part of a task's days that has passed, both ends counted.
_BRANCHES = """
WITH RECURSIVE branch(id, child) AS (
    SELECT %(top)s::bigint, %(top)s::bigint
    UNION ALL
    SELECT placement.organisation_id,
           CASE WHEN branch.id = %(top)s THEN placement.organisation_id ELSE branch.child END
    FROM organisations_placement placement JOIN branch ON placement.parent_id = branch.id
    WHERE placement.valid_from <= %(day)s
      AND (placement.valid_to IS NULL OR placement.valid_to > %(day)s)
      AND placement.superseded_at IS NULL
)
"""
_HEAT = (
    _BRANCHES  # noqa: S608 - no user text
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


def branches(top_id: int, day: date) -> dict[int, int]:
    """Every organisation under ``top_id`` on ``day`` with the child of it that it stands under."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BRANCHES + "SELECT id, child FROM branch",  # noqa: S608 - no user text
            {"top": top_id, "day": day},
        )
        return dict(cursor.fetchall())


def late_on_days(owners: Any, days: Sequence[date]) -> list[tuple[date, int]]:
    """How many tasks of programmes were late on each day, counted as :func:`by_branch` counts them.

    ``owners`` is a queryset of organisation ids.
    """
    from sotay.followups.models import Task

    below = Task.objects.filter(parent=OuterRef("pk")).exclude(state="dropped")
    leaves = Task.objects.filter(~Exists(below), owner__in=owners, programme_id__isnull=False)
    return [(day, leaves.late_on(day).count()) for day in days]
