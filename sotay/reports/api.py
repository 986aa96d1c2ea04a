"""Routes of reports."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from ninja.pagination import paginate

from sotay.directives.models import Document
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation
from sotay.reports import services
from sotay.reports.layout import as_pdf, as_word
from sotay.reports.models import Report
from sotay.reports.schemas import (
    RowsOut,
    SentenceIn,
    SentenceOut,
    SummationIn,
    SummationOut,
    SummationWhole,
)

router = Router()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _report(request: Asked, report_id: int) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.actor).select_related("organisation"), pk=report_id
    )


@router.get("", response=list[SummationOut])
@paginate
def list_reports(request: Asked) -> Any:
    """Reports of the organisations in reach, newest period first."""
    return Report.objects.visible_to(request.actor)


@router.post("", response={201: SummationWhole})
def create_report(request: Asked, payload: SummationIn) -> Any:
    """Start a report and work out its figures."""
    organisation = get_object_or_404(
        Organisation.objects.reached_by(request.actor), pk=payload.organisation_id
    )
    programmes = Document.objects.visible_to(request.actor).filter(pk__in=payload.programme_ids)
    if payload.span not in Report.Span.values:
        payload.span = Report.Span.OTHER
    report = services.make_report(
        organisation=organisation,
        span=payload.span,
        period_from=payload.period_from,
        period_to=payload.period_to,
        programmes=list(programmes),
        title=payload.title,
        number=payload.number,
        actor=request.actor,
    )
    return Status(201, _whole(report))


def _whole(report: Report) -> dict[str, Any]:
    return {
        **{name: getattr(report, name) for name in SummationOut.model_fields},
        "figures": list(report.figures.defer("rows").order_by("id")),
    }


@router.get("/{int:report_id}", response=SummationWhole)
def get_report(request: Asked, report_id: int) -> Any:
    """A report with every figure."""
    return _whole(_report(request, report_id))


@router.get("/{int:report_id}/figures/{int:figure_id}/rows", response=RowsOut)
def get_rows(request: Asked, report_id: int, figure_id: int) -> Any:
    """The records a figure was made from."""
    figure = get_object_or_404(_report(request, report_id).figures, pk=figure_id)
    return {"figure": figure.pk, "row_count": figure.row_count, "rows": figure.rows}


@router.post("/{int:report_id}/refresh", response=SummationWhole)
def refresh_report(request: Asked, report_id: int) -> Any:
    """Work out the figures of a draft again, as known today."""
    report = _report(request, report_id)
    return _whole(services.refresh_report(report=report, actor=request.actor))


@router.post("/{int:report_id}/sentences", response={201: SentenceOut})
def create_sentence(request: Asked, report_id: int, payload: SentenceIn) -> Any:
    """Write a sentence into a section, signed by who is signed in."""
    return Status(
        201,
        services.write_sentence(
            report=_report(request, report_id),
            section=payload.section,
            text=payload.text,
            actor=request.actor,
        ),
    )


@router.post("/{int:report_id}/lock", response=SummationOut)
def lock_report(request: Asked, report_id: int) -> Any:
    """Lock the figures for good."""
    return services.lock_report(report=_report(request, report_id), actor=request.actor)


@router.post("/{int:report_id}/versions", response={201: SummationWhole})
def create_version(request: Asked, report_id: int) -> Any:
    """A draft that replaces a locked report."""
    made = services.new_version(report=_report(request, report_id), actor=request.actor)
    return Status(201, _whole(made))


@router.get("/{int:report_id}/word")
def get_word(request: Asked, report_id: int) -> HttpResponse:
    """The report as a Word document; the same bytes each time."""
    return HttpResponse(as_word(_report(request, report_id)), content_type=WORD)


@router.get("/{int:report_id}/pdf")
def get_pdf(request: Asked, report_id: int) -> HttpResponse:
    """The report as PDF; the same bytes each time."""
    content = as_pdf(_report(request, report_id))
    return HttpResponse(content, content_type="application/pdf")
