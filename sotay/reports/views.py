"""Pages of reports: one read or one service call, then an answer."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import audit
from sotay.core.errors import RuleBroken
from sotay.core.text import fold
from sotay.directives.models import Document
from sotay.organisations.asking import Asked
from sotay.reports import services
from sotay.reports.forms import ReportForm, SentenceForm
from sotay.reports.layout import as_pdf, as_word
from sotay.reports.models import Figure, Report, Sentence
from sotay.reports.paper import paper_of
from sotay.ui.posting import press

PAGE = 100
PLACES = {
    "task": "tasks:detail",
    "organisation": "organisations:detail",
    "document": "directives:detail",
}


def _report(request: Asked, report_id: int) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.actor).select_related("organisation"), pk=report_id
    )


@login_required
def report_list(request: Asked) -> HttpResponse:
    found = Report.objects.visible_to(request.actor).select_related("organisation")
    return render(
        request,
        "reports/report_list.html",
        {
            "page": Paginator(found, 50).get_page(request.GET.get("page")),
            "may": request.as_of.is_today and request.actor.can("reports.make"),
        },
    )


def _programmes(request: Asked) -> list[Document]:
    return list(
        Document.objects.visible_to(request.actor)
        .filter(is_programme=True)
        .exclude(state="draft")
        .order_by("-issued_on", "id")[:40]
    )


@login_required
def new(request: Asked) -> HttpResponse:
    organisation = request.actor.organisation
    if organisation is None or not request.actor.can("reports.make", organisation):
        raise Http404
    programmes = _programmes(request)
    year = request.actor.today.year
    form = ReportForm(
        request.POST or None,
        programmes=programmes,
        initial={
            "span": Report.Span.YEAR,
            "period_from": date(year, 1, 1),
            "period_to": date(year, 12, 31),
            "programmes": [str(d.pk) for d in programmes],
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            report = services.make_report(
                organisation=organisation,
                span=given["span"],
                period_from=given["period_from"],
                period_to=given["period_to"],
                programmes=form.chosen(),
                title=given["title"],
                number=given["number"],
                actor=request.actor,
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:detail", report.pk)
    return render(request, "reports/report_new.html", {"form": form})


def _days_of(figure: Figure) -> list[date]:
    """The first and the last day a figure counts: of the report, or of its own month."""
    return [date.fromisoformat(day) for day in figure.scope.get("period", [])]


def _open_figure(request: Asked, report: Report) -> Figure | None:
    asked = request.GET.get("so", "")
    return report.figures.filter(pk=asked).first() if asked.isdigit() else None


@login_required
def detail(request: Asked, report_id: int) -> HttpResponse:
    report = _report(request, report_id)
    paper = paper_of(report)
    opened = _open_figure(request, report)
    is_draft = report.state == Report.State.DRAFT and request.as_of.is_today
    return render(
        request,
        "reports/report_detail.html",
        {
            "report": report,
            "paper": paper,
            "opened": opened,
            "opened_value": services.shown(opened.value, opened.unit) if opened else "",
            "opened_rows": [_with_place(row) for row in opened.rows[:12]] if opened else [],
            "short": paper.short_count,
            "is_whole": request.GET.get("het") == "1",
            "opened_days": _days_of(opened) if opened else (),
            "form": SentenceForm(initial={"section": request.GET.get("muc", "achievements")}),
            "may_write": is_draft and request.actor.can("reports.write", report.organisation),
            "may_make": request.actor.can("reports.make", report.organisation),
            "may_lock": is_draft and request.actor.can("reports.lock", report.organisation),
            "me": request.user.pk,
        },
    )


def _with_place(row: dict[str, Any]) -> dict[str, Any]:
    name = PLACES.get(row["type"])
    return {**row, "url": reverse(name, args=[row["id"]]) if name else ""}


def _figure(request: Asked, report_id: int, figure_id: int) -> Figure:
    return get_object_or_404(_report(request, report_id).figures, pk=figure_id)


@login_required
def figure_rows(request: Asked, report_id: int, figure_id: int) -> HttpResponse:
    figure = _figure(request, report_id, figure_id)
    page = Paginator(figure.rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/figure_rows.html",
        {
            "report": figure.report,
            "figure": figure,
            "value": services.shown(figure.value, figure.unit),
            "page": page,
            "rows": [_with_place(row) for row in page.object_list],
            "has_parts": any(row["part"] for row in figure.rows),
        },
    )


@login_required
def figure_csv(request: Asked, report_id: int, figure_id: int) -> HttpResponse:
    figure = _figure(request, report_id, figure_id)
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow([_("TT"), _("Dòng số liệu"), _("Chi tiết")])
    for index, row in enumerate(figure.rows, 1):
        writer.writerow([index, _inert(row["label"]), _inert(row["part"])])
    answer = HttpResponse("\ufeff" + kept.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="so-lieu-{figure.pk}.csv"'
    return answer


def _inert(text: str) -> str:
    """A cell that a spreadsheet takes for words, never for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _act(
    request: Asked, report_id: int, act: Callable[[Report], Report], said: str
) -> HttpResponse:
    report = _report(request, report_id)
    try:
        report = act(report)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("reports:detail", report.pk)


@login_required
@require_POST
def refresh(request: Asked, report_id: int) -> HttpResponse:
    return _act(
        request,
        report_id,
        lambda report: services.refresh_report(report=report, actor=request.actor),
        _("Đã tính lại theo số liệu hôm nay."),
    )


@login_required
def lock(request: Asked, report_id: int) -> HttpResponse:
    """A page of its own: after locking nothing changes any more."""
    report = _report(request, report_id)
    if request.method == "POST":
        return _act(
            request,
            report_id,
            lambda found: services.lock_report(report=found, actor=request.actor),
            _("Đã khóa số liệu."),
        )
    paper = paper_of(report)
    return render(
        request,
        "reports/report_lock.html",
        {
            "report": report,
            "paper": paper,
            "short": paper.short_count,
            "unwritten": [s.title for s in paper.sections if not s.sentences],
        },
    )


@login_required
@require_POST
def again(request: Asked, report_id: int) -> HttpResponse:
    return _act(
        request,
        report_id,
        lambda report: services.new_version(report=report, actor=request.actor),
        _("Đây là bản mới, thay bản đã khóa."),
    )


@login_required
@require_POST
def write(request: Asked, report_id: int) -> HttpResponse:
    report = _report(request, report_id)
    form = SentenceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Đồng chí viết nhận định rồi lưu."))
        return redirect("reports:detail", report_id)
    return press(
        request,
        lambda: services.write_sentence(report=report, actor=request.actor, **form.cleaned_data),
        "",
        "reports:detail",
        report_id,
    )


@login_required
@require_POST
def unwrite(request: Asked, sentence_id: int) -> HttpResponse:
    sentence = get_object_or_404(
        Sentence.objects.filter(report__in=Report.objects.visible_to(request.actor)).select_related(
            "report", "report__organisation"
        ),
        pk=sentence_id,
    )
    return press(
        request,
        lambda: services.remove_sentence(sentence=sentence, actor=request.actor),
        "",
        "reports:detail",
        sentence.report_id,
    )


def _file(request: Asked, report: Report, content: bytes, kind: str, ending: str) -> HttpResponse:
    audit.record(
        request.actor, "reports.download", report, organisation=report.organisation, kind=ending
    )
    answer = HttpResponse(content, content_type=kind)
    name = fold(report.title).replace(" ", "-")[:80]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@login_required
def word(request: Asked, report_id: int) -> HttpResponse:
    report = _report(request, report_id)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(request, report, as_word(report), kind, "docx")


@login_required
def pdf(request: Asked, report_id: int) -> HttpResponse:
    report = _report(request, report_id)
    return _file(request, report, as_pdf(report), "application/pdf", "pdf")
