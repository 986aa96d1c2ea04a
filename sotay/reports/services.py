"""Making a report: figures are worked out and kept with their rows; people write; it is locked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import decimal, grouped, percent
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc
from sotay.directives.models import Document
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation
from sotay.reports.breakdowns import cells
from sotay.reports.indicators import BY_KEY, INDICATORS, Asked, Gathered, Indicator, Value
from sotay.reports.models import Figure, Report, Sentence

TITLES = {
    Report.Span.HALF_YEAR: "Báo cáo sơ kết công tác xây dựng Đảng",
    Report.Span.YEAR: "Báo cáo tổng kết công tác xây dựng Đảng",
    Report.Span.TERM: "Báo cáo tổng kết công tác xây dựng Đảng nhiệm kỳ",
    Report.Span.OTHER: "Báo cáo công tác xây dựng Đảng",
}


class ReportRefused(RuleBroken):
    """The report cannot be changed as asked; the message is fit to show."""


@transaction.atomic
def make_report(
    *,
    organisation: Organisation,
    span: str,
    period_from: date,
    period_to: date,
    programmes: Sequence[Document],
    actor: Actor,
    as_of: date | None = None,
    known_on: date | None = None,
    title: str = "",
    number: str = "",
    replaces: Report | None = None,
) -> Report:
    """Start a report and work out its figures.

    ``period_to`` is the last day of the period. Figures are as of ``as_of`` (that day, or today
    when the period still runs) as recorded by the end of ``known_on`` (today).

    :raises BadInput: days the wrong way round, or a day that has not come
    """
    require(actor, "reports.make", organisation)
    if period_to < period_from:
        raise BadInput(_("Ngày kết thúc kỳ trước ngày bắt đầu. Đồng chí sửa một trong hai ô."))
    day = as_of or min(period_to, actor.today)
    seen = known_on or actor.today
    if day > actor.today or seen > actor.today:
        raise BadInput(_("Ngày tính số liệu chưa đến. Đồng chí chọn hôm nay hoặc một ngày đã qua."))
    report = Report.objects.create(
        organisation=organisation,
        title=nfc(title).strip() or f"{TITLES[Report.Span(span)]} năm {period_to.year}",
        span=span,
        period_from=period_from,
        period_to=period_to,
        as_of=day,
        known_on=seen,
        programme_ids=[document.pk for document in programmes],
        number=number.strip(),
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        created_by=actor.user,
    )
    _work_out(report, actor.today)
    audit.record(actor, "reports.make", report, organisation=organisation)
    return report


def _programmes(report: Report) -> list[Document]:
    found = {d.pk: d for d in Document.objects.filter(pk__in=report.programme_ids)}
    return [found[pk] for pk in report.programme_ids if pk in found]


@translation.override(settings.LANGUAGE_CODE)  # a paper says the same whoever makes it
def _work_out(report: Report, today: date) -> None:
    """Replace every figure by one worked out now, from the report's own days."""
    programmes = _programmes(report)
    gathered = Gathered(
        Asked(
            report.organisation, report.period_from, report.period_to, report.as_of,
            report.known_on, today, programmes,
        )
    )  # fmt: skip
    report.figures.all().delete()
    figures = []
    for indicator in INDICATORS:
        if not indicator.per_programme:
            figures.append(_figure(report, indicator, indicator.key, indicator.work_out(gathered)))
            continue
        for programme in programmes:
            value = indicator.work_out(gathered.for_programme(programme))
            key = f"{indicator.key}:{programme.pk}"
            figures.append(_figure(report, indicator, key, value, programme))
    for cell in cells(gathered):
        indicator = BY_KEY[cell.column]
        figure = _figure(report, indicator, cell.key, cell.value)
        figure.name = f"{indicator.name}: {cell.label}"[:200]
        figure.definition = cell.definition
        figure.scope |= {"table": cell.table, "row": cell.row, "row_name": cell.label} | cell.scope
        figures.append(figure)
    Figure.objects.bulk_create(figures)


def _figure(
    report: Report,
    indicator: Indicator,
    key: str,
    value: Value,
    programme: Document | None = None,
) -> Figure:
    scope: dict[str, Any] = {
        "organisation": report.organisation_id,
        "period": [report.period_from.isoformat(), report.period_to.isoformat()],
        "as_of": report.as_of.isoformat(),
        "known_on": report.known_on.isoformat(),
    }
    name = str(indicator.name)
    if programme is not None:
        scope["programme"] = programme.pk
        name = f"{name}: {programme}"
    return Figure(
        report=report,
        key=key,
        indicator=indicator.key,
        name=name[:200],
        definition=str(indicator.definition),
        scope=scope,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        unit=value.unit,
        calculation=value.calculation[:400],
        rows=[row.as_json() for row in value.rows],
        row_count=value.row_count,
        missing=value.missing,
    )


@transaction.atomic
def refresh_report(*, report: Report, actor: Actor) -> Report:
    """Work out the figures of a draft again, as known now."""
    require(actor, "reports.make", report.organisation)
    report = _locked_row(report)
    _must_be_draft(report)
    report.known_on = actor.today
    report.as_of = min(report.period_to, actor.today)
    report.save(update_fields=["known_on", "as_of"])
    _work_out(report, actor.today)
    audit.record(actor, "reports.refresh", report, organisation=report.organisation)
    return report


@transaction.atomic
def write_sentence(*, report: Report, section: str, text: str, actor: Actor) -> Sentence:
    """A person's words in a section, signed and dated.

    :raises ReportRefused: the report is locked
    """
    require(actor, "reports.write", report.organisation)
    _must_be_draft(_locked_row(report))
    words = nfc(text).strip()
    if not words:
        raise BadInput(_("Đồng chí viết nhận định rồi lưu."))
    if section not in Sentence.Section.values:
        raise BadInput(_("Không có mục này trong báo cáo. Đồng chí chọn một trong năm mục."))
    sentence = Sentence.objects.create(
        report=report,
        section=section,
        text=words,
        written_by=actor.user,
        written_on=actor.today,
    )
    audit.record(actor, "reports.write", report, organisation=report.organisation, section=section)
    return sentence


@transaction.atomic
def remove_sentence(*, sentence: Sentence, actor: Actor) -> None:
    """Take words out of a draft; only who wrote them."""
    report = sentence.report
    require(actor, "reports.write", report.organisation)
    _must_be_draft(_locked_row(report))
    if sentence.written_by_id != actor.user.pk:
        raise ReportRefused(
            _("Nhận định của người khác thì người ấy sửa. Đồng chí viết thêm ý của mình.")
        )
    audit.record(actor, "reports.unwrite", report, organisation=report.organisation)
    sentence.delete()


@transaction.atomic
def lock_report(*, report: Report, actor: Actor) -> Report:
    """From now on the figures never change; a correction is a new version with its reason."""
    require(actor, "reports.lock", report.organisation)
    report = _locked_row(report)
    _must_be_draft(report)
    report.state = Report.State.LOCKED
    report.locked_at = timezone.now()
    report.save(update_fields=["state", "locked_at"])
    audit.record(actor, "reports.lock", report, organisation=report.organisation)
    return report


@transaction.atomic
def new_version(*, report: Report, actor: Actor) -> Report:
    """A draft that replaces a locked report, with the same period and the figures as known now."""
    if report.state != Report.State.LOCKED:
        raise ReportRefused(_("Báo cáo chưa khóa thì sửa ngay trên bản này."))
    made = make_report(
        organisation=report.organisation,
        span=report.span,
        period_from=report.period_from,
        period_to=report.period_to,
        programmes=_programmes(report),
        title=report.title,
        number="",
        replaces=report,
        actor=actor,
    )
    Sentence.objects.bulk_create(
        Sentence(
            report=made,
            section=row.section,
            text=row.text,
            written_by_id=row.written_by_id,
            written_on=row.written_on,
        )
        for row in report.sentences.order_by("id")
    )
    return made


def _locked_row(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=report.pk)
    )


def _must_be_draft(report: Report) -> None:
    if report.state == Report.State.LOCKED:
        raise ReportRefused(_("Số liệu đã khóa nên không đổi nữa. Muốn sửa, đồng chí lập bản mới."))


def shown(value: Decimal | None, unit: str) -> str:
    """A figure as a sentence prints it; a missing one says so."""
    if value is None:
        return _("chưa có số liệu")
    if unit == "%":
        return percent(value)
    return grouped(int(value)) if value == int(value) else decimal(value)
