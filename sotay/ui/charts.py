"""Small line charts as SVG coordinates; the page holds the markup and a table beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

LEFT, RIGHT, TOP, BOTTOM = 4, 250, 16, 84


@dataclass(frozen=True)
class Line:
    """A drawn line: its path, the last point, the labels at its ends, and the whole in words."""

    path: str
    last_x: int
    last_y: int
    first: int
    last: int
    first_label_y: int
    last_label_y: int
    sentence: str
    start: str
    end: str


def line(values: Sequence[int], start: date, end: date, what: str) -> Line:
    """A line over equal steps from ``start`` to ``end``, from zero up to its highest value."""
    most = max([*values, 1])
    step = (RIGHT - LEFT) / max(1, len(values) - 1)

    def height(value: int) -> int:
        return round(BOTTOM - (BOTTOM - TOP) * value / most)

    points = [f"{round(LEFT + step * i)} {height(value)}" for i, value in enumerate(values)]
    first, last = values[0], values[-1]
    return Line(
        path="M" + " L".join(points),
        last_x=RIGHT,
        last_y=height(last),
        first=first,
        last=last,
        first_label_y=max(12, height(first) - 6),
        last_label_y=height(last) + 5,
        sentence=_(
            "%(what)s từ tháng %(from)s đến tháng %(to)s:"
            " đầu kỳ %(first)s, cuối kỳ %(last)s, cao nhất %(most)s, thấp nhất %(least)s"
        )
        % {
            "what": what,
            "from": f"{start.month}-{start.year}",
            "to": f"{end.month}-{end.year}",
            "first": first,
            "last": last,
            "most": max(values),
            "least": min(values),
        },
        start=f"{start.month}-{start.year}",
        end=f"{end.month}-{end.year}",
    )
