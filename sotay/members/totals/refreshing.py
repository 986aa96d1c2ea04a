"""Segments made again from the truth; what changed is queued for the totals."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.errors import RuleBroken


class NotInTree(RuleBroken):
    """A membership would lie on days on which its cell does not stand in the tree."""


def refresh(member_ids: Iterable[int]) -> int:
    """Bring segments and totals in line with the memberships, statuses and records of the members.

    To be called by whoever wrote them, in the same transaction, after the placements of the act.
    Whatever the caller may see, the whole history of each member is read (in the database, by
    ``members_totals_refresh``). Many members go in one call: five thousand at a time is good.
    Return how many segments went or came.

    :raises NotInTree: a cell has no place in the tree on some day of a membership in it; such a
        member would be counted in the cell and nowhere above it
    """
    ids = sorted(set(member_ids))
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT changed, stray_cell, stray_from, stray_to,"
            " (SELECT code FROM organisations_organisation WHERE id = stray_cell)"
            " FROM members_totals_refresh(%s::bigint[])",
            [ids],
        )
        changed, stray, first, past, code = cursor.fetchone()
    if stray is None:
        return int(changed)
    if past.year == 9999:
        raise NotInTree(
            _(
                "Tổ chức %(code)s không có trong hệ thống tổ chức từ ngày %(first)s, nên đảng viên "
                "không thể sinh hoạt tại đó. Đồng chí kiểm tra ngày chuyển đến hoặc quyết định "
                "thành lập."
            )
            % {"code": code, "first": written(first)}
        )
    raise NotInTree(
        _(
            "Tổ chức %(code)s không có trong hệ thống tổ chức từ ngày %(first)s đến trước ngày "
            "%(past)s, nên đảng viên không thể sinh hoạt tại đó. Đồng chí kiểm tra ngày chuyển đến "
            "hoặc quyết định thành lập."
        )
        % {"code": code, "first": written(first), "past": written(past)}
    )
