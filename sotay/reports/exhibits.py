"""Tables and charts of a report, made from its stored figures alone; for the page, Word and PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import grouped
from sotay.reports.breakdowns import CAUSES, COLUMNS, MEMBERS, MONTHS, TASKS
from sotay.reports.indicators import BY_KEY
from sotay.reports.models import Figure
from sotay.reports.rules import in_body
from sotay.reports.services import shown
from sotay.ui.charts import NARROW, Bar, Drawing, Series, lying, standing

_STATES = (
    ("tasks.done", "solid"), ("tasks.waiting", "dots"), ("tasks.running", "blank"),
    ("tasks.late", "cross"),
)  # fmt: skip
DASH = "–"
_RESULTS = (("results.on_time", "solid"), ("results.late", "cross"))


@dataclass(frozen=True)
class Cell:
    """A figure in a table; where ``value`` is empty, ``blank`` says why: a dash or "thiếu".

    A star marks a figure behind which something is missing.
    """

    figure: Figure
    value: str
    blank: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was asked for, so nothing is missing."""
        return self.blank == DASH

    @property
    def is_short(self) -> bool:
        return bool(self.figure.missing)

    @property
    def text(self) -> str:
        if self.value and self.is_short:
            return f"{self.value}*"
        return self.value or self.blank


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, a word on its kind, its figures in the order of the columns."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    kind: str = ""

    def number(self, indicator: str) -> int:
        """The count in a column, 0 where there is none."""
        for cell in self.cells:
            if cell.figure.indicator == indicator:
                return int(cell.figure.value or 0)
        return 0


@dataclass(frozen=True)
class Column:
    name: str
    number: int | None  # of the figure in the annex that defines it
    is_share: bool = False  # written with its sign: wider


@dataclass(frozen=True)
class Table:
    """``rows`` stand in the body; ``every`` is the whole of it, in the annex when it is longer."""

    key: str
    number: int
    title: str
    head: str  # of the first column
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    every: tuple[Row, ...]
    total: Row | None = None
    kinds: str = ""  # heading of the column of kinds, where there is one
    notes: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        return len(self.rows) < len(self.every)

    @property
    def few_sentence(self) -> str:
        """Which rows the body shows of a long table."""
        counts = {"few": grouped(len(self.rows)), "all": grouped(len(self.every))}
        if self.key == MEMBERS:
            return _("Bảng ghi %(few)s trong %(all)s tổ chức, những nơi đông đảng viên nhất.") % (
                counts
            )
        return (
            _("Bảng ghi %(few)s trong %(all)s tổ chức, những nơi nhiều nhiệm vụ quá hạn nhất.")
            % counts
        )

    @property
    def cut_sentence(self) -> str:
        """The same on paper, and where the other rows are."""
        return f"{self.few_sentence} " + _("Bảng đầy đủ ở phụ lục.")


@dataclass(frozen=True)
class Chart:
    """A drawing of the figures of one table, in two widths, with its title and its telling."""

    number: int
    title: str
    table: int  # number of the table with the same figures
    wide: Drawing
    narrow: Drawing

    @property
    def sentence(self) -> str:
        return self.wide.sentence


@dataclass
class Exhibits:
    """What stands in a section beside its sentences: tables, charts, and why one is lacking."""

    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def charts_of(self, table: Table) -> list[Chart]:
        return [chart for chart in self.charts if chart.table == table.number]

    @property
    def pairs(self) -> list[tuple[Table, list[Chart]]]:
        """Each table with the charts drawn from it."""
        return [(table, self.charts_of(table)) for table in self.tables]


class _Stored:
    """The figures of one report, found by table and by indicator."""

    def __init__(self, in_text: Sequence[Figure], in_tables: Sequence[Figure]) -> None:
        self.whole = {figure.key: figure for figure in in_text}
        self.number = {figure.key: index for index, figure in enumerate(in_text, 1)}
        self.rows: dict[str, dict[str, list[Figure]]] = {}
        for figure in in_tables:
            rows = self.rows.setdefault(figure.scope["table"], {})
            rows.setdefault(figure.scope["row"], []).append(figure)

    def table_rows(self, table: str) -> list[Row]:
        return [
            Row(key, figures[0].scope["row_name"], tuple(_cell(f, figures) for f in figures))
            for key, figures in self.rows.get(table, {}).items()
        ]

    def total(self, table: str) -> Row:
        figures = [self.whole[key] for key in COLUMNS[table]]
        return Row("", _("Cộng"), tuple(_cell(figure, figures) for figure in figures))

    def columns(self, table: str) -> tuple[Column, ...]:
        return tuple(
            Column(str(BY_KEY[key].column), self.number.get(key), self.whole[key].unit == "%")
            for key in COLUMNS[table]
        )


def _cell(figure: Figure, row: Sequence[Figure]) -> Cell:
    if figure.value is not None:
        return Cell(figure, shown(figure.value, figure.unit))
    asked = next((f.value for f in row if f.indicator == "tasks.all"), None)
    return Cell(figure, "", DASH if asked == 0 else _("thiếu"))


def exhibits(in_text: Sequence[Figure], in_tables: Sequence[Figure]) -> dict[str, Exhibits]:
    """Tables and charts by the code of the section they stand in.

    A report locked before there were tables has none of their figures: it stays without them.
    """
    stored = _Stored(in_text, in_tables)
    found: dict[str, Exhibits] = {"achievements": Exhibits(), "causes": Exhibits()}
    if "programmes.level" not in stored.whole:
        return found
    numbers = iter(range(1, 9))
    drawn = iter(range(1, 9))
    first = found["achievements"]
    _of_members(stored, first, numbers)
    _of_tasks(stored, first, numbers, drawn)
    _of_months(stored, first, numbers, drawn)
    _of_causes(stored, found["causes"], numbers, drawn)
    return found


def _of_members(stored: _Stored, to: Exhibits, numbers: Any) -> None:
    rows = stored.table_rows(MEMBERS)
    if not rows:
        to.gaps.append(
            _("Không có tổ chức trực thuộc vào ngày tính nên không lập bảng theo tổ chức.")
        )
        return
    to.tables.append(
        _long(stored, MEMBERS, next(numbers), _("Tổ chức và đảng viên theo tổ chức trực thuộc"),
              rows, lambda row: row.number("members.all"))
    )  # fmt: skip


def _long(
    stored: _Stored, key: str, number: int, title: str, rows: list[Row],
    weight: Callable[[Row], float], notes: tuple[str, ...] = (),
) -> Table:  # fmt: skip
    return Table(
        key, number, title, _("Tổ chức"), stored.columns(key), tuple(in_body(rows, weight)),
        tuple(rows), stored.total(key), notes=notes,
    )  # fmt: skip


def _of_tasks(stored: _Stored, to: Exhibits, numbers: Any, drawn: Any) -> None:
    rows = stored.table_rows(TASKS)
    if not rows:
        to.gaps.append(
            _(
                "Chưa giao nhiệm vụ nào của các chương trình được chọn"
                " nên không lập bảng và biểu đồ nhiệm vụ."
            )
        )
        return
    texts = {cell.text for row in rows for cell in row.cells if not cell.value}
    notes = []
    if DASH in texts:
        notes.append(_("Dấu – là chưa giao nhiệm vụ."))
    if texts - {DASH}:
        notes.append(_("“Thiếu” là chưa có kết quả đã thẩm định, không tính là 0."))
    if any(cell.is_short for row in rows for cell in row.cells):
        notes.append(_("Dấu * là còn nơi chưa có số liệu, mức đạt tính trên những nơi đã có."))
    table = _long(
        stored, TASKS, next(numbers), _("Nhiệm vụ và kết quả theo tổ chức trực thuộc"), rows,
        lambda row: row.number("tasks.late"), tuple(notes),
    )  # fmt: skip
    to.tables.append(table)
    series = [Series(str(BY_KEY[key].column), fill) for key, fill in _STATES]
    bars = [
        Bar(row.name, [row.number(key) for key, _fill in _STATES], note=_("chưa giao"))
        for row in table.rows
    ]
    total = stored.total(TASKS)
    worst = max(table.every, key=lambda row: row.number("tasks.late"))
    sentence = _(
        "Nhiệm vụ của %(n)s tổ chức: %(done)s hoàn thành, %(waiting)s chờ thẩm định,"
        " %(running)s đang làm, %(late)s quá hạn."
    ) % {
        "n": grouped(len(table.every)),
        "done": grouped(total.number("tasks.done")),
        "waiting": grouped(total.number("tasks.waiting")),
        "running": grouped(total.number("tasks.running")),
        "late": grouped(total.number("tasks.late")),
    }
    if worst.number("tasks.late"):
        sentence += " " + _("Quá hạn nhiều nhất: %(name)s, %(n)s nhiệm vụ.") % {
            "name": worst.name,
            "n": grouped(worst.number("tasks.late")),
        }
    title = _("Nhiệm vụ theo trạng thái ở từng tổ chức")
    if table.is_cut:
        title = _("Nhiệm vụ theo trạng thái ở %(n)s tổ chức có nhiều nhiệm vụ quá hạn nhất") % {
            "n": grouped(len(table.rows))
        }
    to.charts.append(_drawn(lying, "nhiem-vu", next(drawn), title, table, bars, series, sentence))


def _drawn(
    draw: Callable[..., Drawing], key: str, number: int, title: str, table: Table,
    bars: Sequence[Bar], series: Sequence[Series], sentence: str,
) -> Chart:  # fmt: skip
    return Chart(
        number, title, table.number,
        draw(key, bars, series, sentence),
        draw(f"{key}-hep", bars, series, sentence, NARROW),
    )  # fmt: skip


def _of_months(stored: _Stored, to: Exhibits, numbers: Any, drawn: Any) -> None:
    rows = stored.table_rows(MONTHS)
    if not rows:
        to.gaps.append(
            _("Trong kỳ chưa có nhiệm vụ nào hoàn thành nên không vẽ biểu đồ kết quả theo tháng.")
        )
        return
    total = stored.total(MONTHS)
    scopes = [row.cells[0].figure.scope for row in rows]
    by = {"month": _("tháng"), "quarter": _("quý"), "year": _("năm")}[scopes[0]["step"]]
    table = Table(
        MONTHS, next(numbers), _("Nhiệm vụ hoàn thành trong kỳ, theo %(by)s") % {"by": by},
        by.capitalize(), stored.columns(MONTHS), tuple(rows), tuple(rows), total,
    )  # fmt: skip
    to.tables.append(table)
    series = [Series(str(BY_KEY[key].column), fill) for key, fill in _RESULTS]
    bars = [
        Bar(scope["label"], [row.number(key) for key, _fill in _RESULTS], scope["under"])
        for row, scope in zip(rows, scopes, strict=True)
    ]
    most = max(zip(rows, bars, strict=True), key=lambda pair: pair[1].total)
    sentence = _(
        "Từ %(first)s đến %(last)s có %(on_time)s nhiệm vụ hoàn thành đúng hạn và %(late)s hoàn"
        " thành muộn; nhiều nhất là %(most)s với %(n)s nhiệm vụ."
    ) % {
        "first": rows[0].name.lower(),
        "last": rows[-1].name.lower(),
        "on_time": grouped(total.number("results.on_time")),
        "late": grouped(total.number("results.late")),
        "most": most[0].name.lower(),
        "n": grouped(most[1].total),
    }
    title = _("Kết quả đúng hạn và muộn theo %(by)s hoàn thành") % {"by": by}
    to.charts.append(_drawn(standing, "theo-ky", next(drawn), title, table, bars, series, sentence))


def _of_causes(stored: _Stored, to: Exhibits, numbers: Any, drawn: Any) -> None:
    sides = {"causes.result": _("của kết quả"), "causes.limit": _("của hạn chế")}
    rows = [
        Row(row.key, row.name, row.cells, f"{sides[figure.indicator]}, {figure.scope['nature']}")
        for row in stored.table_rows(CAUSES)
        for figure in [row.cells[0].figure]
    ]
    if not rows:
        to.gaps.append(
            _("Chưa có đánh giá nào nêu nguyên nhân nên không có bảng và biểu đồ nguyên nhân.")
        )
        return
    table = Table(
        CAUSES, next(numbers), _("Nguyên nhân được nêu trong các đánh giá"), _("Nguyên nhân"),
        (Column(_("Số lần nêu"), None),), tuple(rows), tuple(rows), kinds=_("Loại"),
        notes=(_("Một đánh giá có thể nêu nhiều nguyên nhân nên không cộng lại."),),
    )  # fmt: skip
    to.tables.append(table)
    told = []
    for side, words in sides.items():
        first = next((row for row in rows if row.number(side)), None)  # the most often named
        if first is not None:
            told.append(
                _("Nguyên nhân %(of)s được nêu nhiều nhất: %(name)s, %(n)s lần.")
                % {"of": words, "name": first.name.lower(), "n": grouped(first.number(side))}
            )
    bars = [Bar(row.name, [row.number(side) for side in sides]) for row in rows]
    series = [
        Series(words, fill) for words, fill in zip(sides.values(), ("solid", "cross"), strict=True)
    ]
    title = _("Nguyên nhân được nêu, theo số lần")
    to.charts.append(
        _drawn(lying, "nguyen-nhan", next(drawn), title, table, bars, series, " ".join(told))
    )
