"""Small charts as SVG coordinates; a page holds the markup and a table beside.

Bars are drawn once for every place they stand in: ``ui/components/chart.html`` prints a drawing
on the page, and reports set the same markup in their files. Series differ by pattern, not by
colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sotay.core.days import grouped

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


# --- Bars ---------------------------------------------------------------------------------------

WIDE, NARROW = 640, 320  # a column of the desktop or of a printed page; a phone
SIZE, LINE = 13, 16  # letters and their lines
LETTER = 0.52  # mean width of a letter of running text, in its size
FIGURE = 0.62  # width of a figure
THICK, GAP = 18, 10  # a lying bar and the room under it
SOLID = "solid"
FILLS = (SOLID, "dots", "blank", "cross")  # told apart in a grey photocopy


@dataclass(frozen=True)
class Series:
    """A part of every bar: its name and the pattern it is filled with, one of ``FILLS``."""

    name: str
    fill: str


@dataclass(frozen=True)
class Bar:
    """One bar: a value for each series, not below zero; ``note`` stands where it is empty."""

    label: str
    values: Sequence[int]
    under: str = ""  # a second, fainter line of the label
    note: str = ""

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class Box:
    """A rectangle with the pattern that fills it; ``paper`` clears the ground under a figure."""

    x: int
    y: int
    width: int
    height: int
    fill: str


@dataclass(frozen=True)
class Word:
    """A word set from, around or up to ``x``, its foot at ``y``."""

    x: int
    y: int
    text: str
    anchor: str = "start"  # start, middle, end
    kind: str = ""  # n: a figure; mut: fainter; on: light, on a solid ground

    @property
    def ink(self) -> str:
        """For paper; the stylesheet of the page says otherwise in the dark."""
        return {"on": "#FFFFFF", "mut": "#46525E"}.get(self.kind, "#18212B")


@dataclass(frozen=True)
class Drawing:
    """A drawn chart. ``key`` is its own on the page; ``sentence`` tells it to who cannot see it."""

    key: str
    width: int
    height: int
    sentence: str
    boxes: Sequence[Box] = ()
    words: Sequence[Word] = ()
    rules: Sequence[tuple[int, int, int, int]] = ()  # x1, y1, x2, y2


def lines_of(text: str, width: int, most: int = 2) -> list[str]:
    """``text`` in at most ``most`` lines of ``width``, cut with … where it is longer still."""
    room = max(4, int(width / (SIZE * LETTER)))
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [line if len(line) <= room else line[: room - 1].rstrip() + "…" for line in lines]


def _legend(series: Sequence[Series], width: int) -> tuple[list[Box], list[Word], int]:
    """Swatches with their names, wrapped; and the height they take."""
    boxes, words, x, y = [], [], 0, 0
    for part in series:
        long = 24 + round(len(part.name) * SIZE * FIGURE)  # never cut: room for wide letters
        if x and x + long > width:
            x, y = 0, y + LINE + 6
        boxes.append(Box(x + 1, y + 2, 16, 12, part.fill))
        words.append(Word(x + 23, y + 13, part.name))
        x += long + 18
    return boxes, words, y + LINE + 12


def _inside(value: int, fill: str, x: int, y: int, width: int, height: int) -> list[Box | Word]:
    """The figure of a part of a bar, where there is room for it; on clear paper over a pattern."""
    text = grouped(value)
    long = round(len(text) * SIZE * FIGURE) + 4
    if long + 2 > width or height < LINE - 1:
        return []
    middle, foot = x + width // 2, y + height // 2 + 5
    if fill == SOLID:
        return [Word(middle, foot, text, "middle", "on")]
    clear = Box(middle - long // 2, foot - 12, long, 15, "paper")
    return [clear, Word(middle, foot, text, "middle", "n")]


def _split(parts: Sequence[Box | Word]) -> tuple[list[Box], list[Word]]:
    return (
        [part for part in parts if isinstance(part, Box)],
        [part for part in parts if isinstance(part, Word)],
    )


def lying(
    key: str, bars: Sequence[Bar], series: Sequence[Series], sentence: str, width: int = WIDE
) -> Drawing:
    """Lying bars, one under the other, cut into their series; a sum stands at the end.

    On a narrow drawing the label stands above its bar. A bar whose values are all 0 has none: its
    ``note`` stands there.
    """
    boxes, words, y = _legend(series, width)
    most = max([*(bar.total for bar in bars), 1])
    is_narrow = width < WIDE
    end = 10 + round(len(grouped(most)) * SIZE * FIGURE)
    left = 0 if is_narrow else round(width * 0.36)
    room = width - left - end
    for bar in bars:
        lines = lines_of(bar.label, width if is_narrow else left - 12)
        if is_narrow:
            words += [Word(0, y + 12 + LINE * i, line) for i, line in enumerate(lines)]
            y += LINE * len(lines) + 1
            high = THICK
        else:
            high = max(THICK, LINE * len(lines))
            first = y + (high - LINE * len(lines)) // 2 + 12
            words += [Word(0, first + LINE * i, line) for i, line in enumerate(lines)]
        x, top = left, y + (high - THICK) // 2
        said: list[Word] = []
        if bar.total == 0:
            words.append(Word(left, top + 13, bar.note or "0", kind="mut"))
        for value, part in zip(bar.values, series, strict=True):
            if value:
                long = max(2, round(room * value / most))
                boxes.append(Box(x, top, long, THICK, part.fill))
                more, said = _split(_inside(value, part.fill, x, top, long, THICK))
                boxes, words, x = [*boxes, *more], [*words, *said], x + long
        if bar.total and not _says_all(bar, said):
            words.append(Word(x + 6, top + 13, grouped(bar.total), kind="n"))
        y += high + GAP
    return Drawing(key, width, y - GAP + 4, sentence, boxes, words, [])


def _says_all(bar: Bar, said: Sequence[Word]) -> bool:
    """Whether the one part of the bar already tells its sum."""
    return bool(said) and sum(1 for value in bar.values if value) == 1


def top_of(most: int) -> int:
    """The first round number from ``most`` up whose half is whole: the top of an axis."""
    step = 1
    while True:
        for times in (2, 4, 6, 8, 10):
            if step * times >= most:
                return step * times
        step *= 10


def standing(
    key: str, bars: Sequence[Bar], series: Sequence[Series], sentence: str, width: int = WIDE
) -> Drawing:
    """Standing bars side by side over time, cut into their series; a sum stands on top."""
    boxes, words, above = _legend(series, width)
    high, y0 = 150, above + LINE
    top = top_of(max([*(bar.total for bar in bars), 1]))
    left = 8 + round(len(grouped(top)) * SIZE * FIGURE)
    foot = y0 + high
    rules = []
    for half in (0, 1, 2):
        y = foot - high * half // 2
        rules.append((left, y, width, y))
        words.append(Word(left - 6, y + 4, grouped(top * half // 2), "end", "n"))
    slot = (width - left) / max(1, len(bars))
    thick = max(4, min(44, round(slot * 0.66)))
    every = 1 if slot >= 22 else 2 if slot >= 11 else 4
    for index, bar in enumerate(bars):
        middle = round(left + slot * (index + 0.5))
        x, y = middle - thick // 2, foot
        said: list[Word] = []
        for value, part in zip(bar.values, series, strict=True):
            if value:
                tall = max(2, round(high * value / top))
                y -= tall
                boxes.append(Box(x, y, thick, tall, part.fill))
                more, said = _split(_inside(value, part.fill, x, y, thick, tall))
                boxes, words = [*boxes, *more], [*words, *said]
        has_room = slot >= len(grouped(bar.total)) * SIZE * FIGURE + 2
        if has_room and not _says_all(bar, said):
            words.append(Word(middle, y - 5, grouped(bar.total), "middle", "n"))
        if index % every == 0:
            words.append(Word(middle, foot + LINE, bar.label, "middle"))
            if bar.under and (index == 0 or bar.under != bars[index - every].under):
                words.append(Word(middle, foot + 2 * LINE, bar.under, "middle", "mut"))
    return Drawing(key, width, foot + 2 * LINE + 6, sentence, boxes, words, rules)
