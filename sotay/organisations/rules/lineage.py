"""The picture of a succession: boxes from left to right in time, joined by curves.

Pure layout: what is drawn and where. All lengths are in the units of the SVG's own view box.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 202, 62, 42, 16, 2
LINE_LETTERS = 24  # of the name that fit into a box at its size


@dataclass(frozen=True)
class Stage:
    """One organisation under one name. ``notes`` are shown beneath it in the box."""

    key: tuple[int, int]  # organisation, and the number of its name
    name: str
    lo: date
    hi: date | None
    note: str = ""

    @property
    def organisation(self) -> int:
        return self.key[0]


@dataclass(frozen=True)
class Box:
    stage: Stage
    x: int
    y: int
    lines: tuple[str, ...]
    is_current: bool
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def note_y(self) -> int:
        return self.y + HEIGHT - 10

    @property
    def written(self) -> list[tuple[int, str]]:
        """Lines of the name with the height at which each stands."""
        return [(self.y + 19 + 16 * number, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Picture:
    """Everything to draw. ``day_x`` is where the day stands, None where it is outside."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    day_x: int | None

    @property
    def day_label_x(self) -> int:
        return (self.day_x or 0) - 6

    @property
    def day_label_y(self) -> int:
        return self.height - 6


def draw(
    stages: Sequence[Stage],
    links: Iterable[tuple[tuple[int, int], tuple[int, int]]],
    day: date,
    current: int,
) -> Picture:
    """Place ``stages`` and the curves of ``links`` (from, to); ``current`` is framed on ``day``.

    Boxes that began on days with no link and no ``day`` between them share a column; otherwise a
    later beginning stands further to the right. Rows keep those that belong together near.
    """
    joins = sorted(set(links))
    columns = _columns(stages, joins, day)
    rows = _rows(stages, joins, columns)
    boxes = {
        stage.key: Box(
            stage=stage,
            x=MARGIN + columns[stage.key] * (WIDTH + ACROSS),
            y=MARGIN + round(rows[stage.key] * (HEIGHT + DOWN)),
            lines=_wrapped(stage.name),
            is_current=stage.organisation == current
            and stage.lo <= day
            and (stage.hi is None or day < stage.hi),
        )
        for stage in stages
    }
    width = max((box.x + WIDTH for box in boxes.values()), default=0) + MARGIN
    height = max((box.y + HEIGHT for box in boxes.values()), default=0) + MARGIN + 18
    return Picture(
        width=width,
        height=height,
        boxes=tuple(boxes.values()),
        curves=tuple(_curve(boxes[a], boxes[b]) for a, b in joins),
        day_x=_day_x(stages, columns, day),
    )


def _columns(
    stages: Sequence[Stage],
    joins: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    day: date,
) -> dict[tuple[int, int], int]:
    before = defaultdict(set)
    for a, b in joins:
        before[b].add(a)
    columns: dict[tuple[int, int], int] = {}
    column, here, last = 0, set[tuple[int, int]](), None
    for lo in sorted({stage.lo for stage in stages}):
        starting = [stage.key for stage in stages if stage.lo == lo]
        crosses_day = last is not None and last <= day < lo
        follows = any(before[key] & here for key in starting)
        if here and (crosses_day or follows):
            column, here = column + 1, set()
        for key in starting:
            columns[key] = column
            here.add(key)
        last = lo
    return columns


def _rows(
    stages: Sequence[Stage],
    joins: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    columns: Mapping[tuple[int, int], int],
) -> dict[tuple[int, int], float]:
    """Each box at the middle of what it comes from, never two in one place of a column."""
    before: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    after: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for a, b in joins:
        before[b].append(a)
        after[a].append(b)
    rows: dict[tuple[int, int], float] = {}
    by_column: dict[int, list[Stage]] = defaultdict(list)
    for stage in stages:
        by_column[columns[stage.key]].append(stage)
    for column in sorted(by_column):

        def wish(stage: Stage) -> float:
            placed = [rows[key] for key in before[stage.key] if key in rows]
            return sum(placed) / len(placed) if placed else float("inf")

        taken: list[float] = []
        for stage in sorted(by_column[column], key=lambda one: (wish(one), one.lo, one.key)):
            wanted = wish(stage)
            row = wanted if wanted != float("inf") else (max(taken) + 1 if taken else 0.0)
            if taken:
                row = max(row, max(taken) + 1)
            rows[stage.key] = row
            taken.append(row)
    lowest = min(rows.values(), default=0)
    return {key: row - lowest for key, row in rows.items()}


def _day_x(
    stages: Sequence[Stage], columns: Mapping[tuple[int, int], int], day: date
) -> int | None:
    begun = [columns[stage.key] for stage in stages if stage.lo <= day]
    if not begun or max(begun) == max(columns.values()):
        return None
    return MARGIN + (max(begun) + 1) * (WIDTH + ACROSS) - ACROSS // 3


def _curve(a: Box, b: Box) -> str:
    x1, y1 = a.x + WIDTH, a.y + HEIGHT // 2
    x2, y2 = b.x, b.y + HEIGHT // 2
    if y1 == y2:
        return f"M{x1} {y1}H{x2}"
    bend = min(ACROSS, (x2 - x1) // 2 + ACROSS // 3)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def _wrapped(name: str) -> tuple[str, ...]:
    """The name on one or two lines; what does not fit ends in an ellipsis."""
    first, rest = _one_line(name.split(" "))
    if not rest:
        return (first,)
    second, left = _one_line(rest)
    if left:
        second = second[: LINE_LETTERS - 1].rstrip() + "…"
    return first, second


def _one_line(words: list[str]) -> tuple[str, list[str]]:
    line = words[0][:LINE_LETTERS]
    for number, word in enumerate(words[1:], 1):
        if len(line) + 1 + len(word) > LINE_LETTERS:
            return line, words[number:]
        line = f"{line} {word}"
    return line, []
