"""A report as a paper: title block, sections, table, annex; the same for Word, PDF and the page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.text import fold
from sotay.organisations.models import Grant, Placement, Profile
from sotay.regulations.registry import RuleValue, rule
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


@dataclass(frozen=True)
class Layout:
    """Measures from the dated rules, in millimetres and points."""

    top: float
    bottom: float
    left: float
    right: float
    body_points: float
    line_points: float
    indent_mm: float
    rules: tuple[RuleValue, ...]


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
    figures: list[Figure]
    authority: str
    office: str
    signer: str
    layout: Layout
    is_draft: bool

    @property
    def place_and_day(self) -> str:
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{self.place}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"


def layout_on(day: date) -> Layout:
    """The layout in force on ``day``."""
    margins = rule("directives.layout.margins_mm", day)
    body = rule("directives.layout.body_points", day)
    line = rule("directives.layout.line_points", day)
    indent = rule("directives.layout.indent_mm", day)
    return Layout(
        top=margins.value["trên"],
        bottom=margins.value["dưới"],
        left=margins.value["trái"],
        right=margins.value["phải"],
        body_points=body.value,
        line_points=line.value,
        indent_mm=indent.value,
        rules=(margins, body, line, indent),
    )


def _organ_of(name: str) -> str:
    """The committee that issues: Đảng bộ … signs as Đảng ủy …, a cell as itself."""
    if fold(name).startswith("dang bo co so "):
        return "Đảng ủy" + name[len("Đảng bộ") :]
    return "Đảng ủy" + name[len("Đảng bộ") :] if name.startswith("Đảng bộ") else name


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
    figures = list(report.figures.order_by("id"))
    sections = [
        Section(code, title, number) for (code, title), number in zip(SECTIONS, ROMAN, strict=True)
    ]
    by_code = {section.code: section for section in sections}
    for number, figure in enumerate(figures, 1):
        section = by_code[BY_KEY[figure.indicator].section]
        section.statements.append(statement(figure, number))
        for gap in figure.missing:
            if gap not in by_code["limits"].gaps:
                by_code["limits"].gaps.append(gap)
    for sentence in report.sentences.select_related("written_by").order_by("id"):
        by_code[sentence.section].sentences.append(sentence)
    office, signer = _signer(report)
    is_cell = bool(profile and profile.kind.holds_members)
    organ = _organ_of(name)
    return Paper(
        superior=_organ_of(upper.name) if upper else "",
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
