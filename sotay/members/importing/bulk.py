"""Many new members in a few statements: a table of our own first, then three inserts from it.

PostgreSQL takes no COPY into a table under row-level security, and building objects for each row
costs more than the database does; so lines are copied into a temporary table, and policies, labels
and constraints have their say when the rows go on from there.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from sotay.core.errors import RuleBroken
from sotay.members.ethnicities import OUTSIDE
from sotay.members.importing.checking import Line
from sotay.members.models import Standing
from sotay.members.rules.records import FIELDS
from sotay.members.services.entering import first_standings, name_keys

_COPIED = (*FIELDS, "sort_key", "folded", "cell_id", "public_id")
_TEXTS = {name for name, field in FIELDS.items() if field.sort in ("text", "number")}
_FIELDS = ", ".join(_COPIED)
_MAKE = f"""
    DROP TABLE IF EXISTS members_new_line;
    CREATE TEMPORARY TABLE members_new_line ON COMMIT DROP AS
    SELECT {_FIELDS}, 0 AS place, ''::text AS decision, current_date AS since,
           0::smallint AS education, 0::smallint AS theory, 0::smallint AS first_standing,
           NULL::date AS then_on, NULL::smallint AS then_standing
    FROM members_member WITH NO DATA
"""  # noqa: S608 - names of columns, no user text
_COPY = (
    f"COPY members_new_line ({_FIELDS}, place, decision, since, education, theory,"
    " first_standing, then_on, then_standing) FROM STDIN"
)
_MEMBERS = f"""
    INSERT INTO members_member ({_FIELDS}, org_lft, is_active, created_at)
    SELECT {_FIELDS}, 0, true, %(now)s FROM members_new_line
    WHERE place >= %(low)s AND place < %(high)s ORDER BY place
"""  # noqa: S608
_MEMBERSHIPS = """
    INSERT INTO members_membership
        (member_id, organisation_id, valid_from, begin, "end", decision_number,
         recorded_at, org_lft)
    SELECT member.id, line.cell_id, line.since, 'register', '', line.decision, %(now)s, 0
    FROM members_new_line line JOIN members_member member USING (public_id)
    RETURNING member_id
"""
_STATUSES = """
    INSERT INTO members_status
        (member_id, valid_from, valid_to, standing, education, theory, decision_number,
         recorded_at, org_lft)
    SELECT member.id, part.valid_from, part.valid_to, part.standing, line.education, line.theory,
           '', %(now)s, 0
    FROM members_new_line line JOIN members_member member USING (public_id)
    CROSS JOIN LATERAL (
        VALUES (line.since, line.then_on, line.first_standing),
               (line.then_on, NULL, line.then_standing)
    ) part (valid_from, valid_to, standing)
    WHERE part.standing IS NOT NULL
"""


class NumberRefused(RuleBroken):
    """A card or identity number of the list is held by somebody out of sight."""


def insert(lines: Sequence[Line], as_of: date, now: datetime) -> list[int]:
    """Write new members with membership and standing; return their ids.

    Whoever the list gives no day of joining belongs to the cell from ``as_of``, or from admission
    where that is later.

    :raises NumberRefused: names the row, never whose number it is
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        with cursor.copy(_COPY) as copy:
            for place, line in enumerate(lines):
                copy.write_row(_row(place, line, as_of))
        _members(lines, now, 0, len(lines))
        cursor.execute(_MEMBERSHIPS, {"now": now})
        ids = sorted(key for (key,) in cursor.fetchall())
        cursor.execute(_STATUSES, {"now": now})
    return ids


def _members(lines: Sequence[Line], now: datetime, low: int, high: int) -> None:
    """Insert a stretch of the lines; where a number clashes, find the line by halves."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_MEMBERS, {"now": now, "low": low, "high": high})
        return
    except IntegrityError:
        if high - low == 1:
            raise NumberRefused(
                _(
                    "Dòng %(row)s: số thẻ hoặc số căn cước chưa ghi được. Đồng chí kiểm tra lại với"
                    " giấy gốc; nếu đúng, hỏi cơ quan tổ chức của cấp ủy cấp trên. Chưa có gì được"
                    " ghi."
                )
                % {"row": lines[low].row}
            ) from None
    middle = (low + high) // 2
    _members(lines, now, low, middle)
    _members(lines, now, middle, high)


def since(line: Line, as_of: date) -> date:
    """The first day in the cell."""
    admitted: date | None = line.values.get("admitted_on")
    told = line.since or as_of
    return max(told, admitted) if admitted else told


def _row(place: int, line: Line, as_of: date) -> list[object]:
    values = line.values
    keys = name_keys(values["full_name"], values.get("other_name", ""))
    begins = since(line, as_of)
    standing = Standing.FULL if line.standing is None else line.standing
    spans = first_standings(begins, standing, values.get("recognised_on"))
    later = spans[1] if len(spans) > 1 else (None, None, None)
    return [
        *(_value(name, values.get(name)) for name in FIELDS),
        keys["sort_key"],
        keys["folded"],
        line.cell_id,
        uuid4(),
        place,
        line.decision_number,
        begins,
        line.education or 0,
        line.theory or 0,
        int(spans[0][2]),
        later[0],
        int(later[2]) if later[2] is not None else None,
    ]


def _value(name: str, value: object) -> object:
    if name in _TEXTS:
        return value or ""
    if name == "ethnicity" and value is None:
        return OUTSIDE
    return int(value) if isinstance(value, int) else value  # plain, where it is a choice
