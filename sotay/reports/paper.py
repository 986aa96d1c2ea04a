"""A report as a paper: title block, sections, table, annex; the same for Word, PDF and the page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import grouped, written
from sotay.organisations.models import Grant, Placement, Profile
from sotay.papers.layout import Layout, layout_on, organ_of, place_and_day
from sotay.reports.breakdowns import COLUMNS, MEMBERS
from sotay.reports.exhibits import Exhibits, Table, exhibits
from sotay.reports.indicators import BY_KEY
from sotay.reports.models import Figure, Report, Sentence
from sotay.reports.services import shown

SECTIONS = (
    ("achievements", "Ưu điểm"),
    ("limits", "Hạn chế"),
    ("causes", "Nguyên nhân"),
    ("lessons", "Bài học"),
    ("directions", "Phương hướng"),
)
GAPS_IN_BODY = 12
ANNEX_ROWS = 40  # of each figure, on paper
ROMAN = ("I", "II", "III", "IV", "V")


@dataclass(frozen=True)
class Statement:
    """A sentence made of one figure: the words before it, the figure, the words after it."""

    before: str
    value: str
    after: str
    figure: Figure
    number: int  # of the figure in the annex

    @property
    def is_short(self) -> bool:
        """Something is missing behind the figure."""
        return bool(self.figure.missing) or self.figure.value is None


@dataclass
class Section:
    code: str
    title: str
    number: str
    statements: list[Statement] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    exhibits: Exhibits = field(default_factory=Exhibits)

    @property
    def is_empty(self) -> bool:
        stand = self.exhibits
        return not (self.statements or self.sentences or stand.tables or stand.gaps)

    @property
    def is_long_gap(self) -> bool:
        return len(self.gaps) > GAPS_IN_BODY

    @property
    def gap_sentence(self) -> str:
        """Who is silent; a long list is cut here and whole in the annex."""
        few = "; ".join(self.gaps[:GAPS_IN_BODY])
        more = len(self.gaps) - GAPS_IN_BODY
        if more <= 0:
            return _("Chưa có số liệu của: %s.") % few
        return _(
            "Chưa có số liệu của %(all)s nơi: %(few)s và %(more)s nơi khác, kể đủ ở phụ lục."
        ) % {"all": grouped(len(self.gaps)), "few": few, "more": grouped(more)}


@dataclass(frozen=True)
class Source:
    """Where a figure of the text comes from, for the annex: its words, then the first rows."""

    title: str
    words: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]  # at most ANNEX_ROWS
    more: str  # how many rows are left out, or where else they stand

    @property
    def has_parts(self) -> bool:
        return any(row["part"] for row in self.rows)


@dataclass(frozen=True)
class Paper:
    """Everything a renderer needs; nothing of it changes once the report is locked."""

    superior: str
    organ: str
    symbol: str
    place: str
    day: date
    type_name: str
    abstract: str
    scope_line: str
    sections: list[Section]
    figures: list[Figure]  # of the text; those of the tables are in the sections
    cell_count: int
    authority: str
    office: str
    signer: str
    layout: Layout
    is_draft: bool

    @property
    def figure_count(self) -> int:
        """How many figures can be opened, in the text and in the tables."""
        return len(self.figures) + self.cell_count

    @property
    def short_count(self) -> int:
        """How many figures of the text lack something behind them."""
        return sum(1 for figure in self.figures if figure.missing or figure.value is None)

    @property
    def cells_sentence(self) -> str:
        """Where the figures of the tables come from: said once for all of them."""
        return _(
            "Mỗi ô trong các bảng là một con số riêng, cùng định nghĩa với con số ghi ở đầu cột,"
            " tính riêng cho dòng ấy. Mở báo cáo trên máy, bấm vào ô để xem từng dòng làm ra nó."
        )

    @property
    def sources(self) -> list[Source]:
        """Every figure of the text with its definition, formula, days, gaps and first rows."""
        tables = [t for section in self.sections for t in section.exhibits.tables]
        members = next((table.number for table in tables if table.key == MEMBERS), None)
        return [
            self._source(number, figure, members if figure.key in COLUMNS[MEMBERS] else None)
            for number, figure in enumerate(self.figures, 1)
        ]

    def _source(self, number: int, figure: Figure, table: int | None) -> Source:
        value = shown(figure.value, figure.unit)
        words = [_("Định nghĩa: %s") % figure.definition]
        if figure.calculation:
            words.append(_("Cách tính: %s") % figure.calculation)
        words.append(_("Phạm vi và ngày: %s") % self.scope_line)
        if figure.missing:
            words.append(_("Còn thiếu: %s.") % "; ".join(figure.missing))
        rows, more = figure.rows[:ANNEX_ROWS], ""
        if table is not None:
            rows, more = [], _("Từng tổ chức: xem Bảng %s.") % table
        elif figure.row_count > len(rows):
            more = _("… và %s dòng khác; mở báo cáo trên máy để xem đủ.") % grouped(
                figure.row_count - len(rows)
            )
        return Source(f"[{number}] {figure.name}: {value}", tuple(words), tuple(rows), more)

    @property
    def long_tables(self) -> list[Table]:
        """Tables that the body only begins; the annex has them whole."""
        return [t for section in self.sections for t in section.exhibits.tables if t.is_cut]

    @property
    def place_and_day(self) -> str:
        return place_and_day(self.place, self.day)


def _signer(report: Report) -> tuple[str, str]:
    """Office and name of who signs on the report's day: the secretary, else their deputy."""
    grants = (
        Grant.objects.as_of(report.known_on)
        .filter(
            organisation=report.organisation, office__code__in=["secretary", "leader", "deputy"]
        )
        .select_related("user", "office")
        .order_by("office__rank", "id")
    )
    first = grants.first()
    return (first.office.name.upper(), first.user.full_name) if first else ("", "")


def statement(figure: Figure, number: int) -> Statement:
    """The indicator's sentence, cut where the figure stands."""
    indicator = BY_KEY[figure.indicator]
    mark = "\x00"
    values: dict[str, Any] = {"value": mark, "programme": figure.name.partition(": ")[2]}
    before, _mark, after = (str(indicator.sentence) % values).partition(mark)
    return Statement(before, shown(figure.value, figure.unit), after, figure, number)


def paper_of(report: Report) -> Paper:
    """Lay a report out. Reads only what is stored with it, names and layout of its own days."""
    day = report.known_on
    profile = (
        Profile.objects.as_of(day).filter(organisation=report.organisation).first()
        or Profile.objects.filter(organisation=report.organisation).order_by("valid_from").last()
    )
    name = profile.name if profile else report.organisation.code
    placement = Placement.objects.as_of(day).filter(organisation=report.organisation).first()
    upper = (
        Profile.objects.as_of(day).filter(organisation=placement.parent_id).first()
        if placement and placement.parent_id
        else None
    )
    figures = list(report.figures.in_text().order_by("id"))
    cells = list(report.figures.in_tables().order_by("id"))
    stand = exhibits(figures, cells)
    sections = [
        Section(code, title, number, exhibits=stand.get(code, Exhibits()))
        for (code, title), number in zip(SECTIONS, ROMAN, strict=True)
    ]
    by_code = {section.code: section for section in sections}
    for number, figure in enumerate(figures, 1):
        if code := BY_KEY[figure.indicator].section:
            by_code[code].statements.append(statement(figure, number))
        for gap in figure.missing:
            if gap not in by_code["limits"].gaps:
                by_code["limits"].gaps.append(gap)
    for sentence in report.sentences.select_related("written_by").order_by("id"):
        by_code[sentence.section].sentences.append(sentence)
    office, signer = _signer(report)
    is_cell = bool(profile and profile.kind.holds_members)
    organ = organ_of(name)
    return Paper(
        superior=organ_of(upper.name) if upper else "",
        organ=organ,
        symbol=f"{report.number or '…'}-BC/{(profile.symbol if profile else '') or 'ĐU'}",
        place=_place(name),
        day=day,
        type_name="BÁO CÁO",
        abstract=report.title.replace("Báo cáo ", "", 1),
        scope_line=_("Số liệu tính đến ngày %(day)s, theo số liệu đã ghi đến ngày %(known)s.")
        % {"day": written(report.as_of), "known": written(report.known_on)},
        sections=sections,
        figures=figures,
        cell_count=len(cells),
        authority=f"T/M {'CHI BỘ' if is_cell else organ.upper()}",
        office=office,
        signer=signer,
        layout=layout_on(day),
        is_draft=report.state == Report.State.DRAFT,
    )


def _place(name: str) -> str:
    """The place named last in the organisation's name, or a dotted blank to fill by hand."""
    for word in ("thành phố ", "tỉnh "):
        if word in name:
            return name.rpartition(word)[2]
    return "…"
