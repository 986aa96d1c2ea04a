"""A laid-out report as a file: Word and PDF, the same bytes each time, whoever asks for them."""

from django.conf import settings
from django.utils import translation

from sotay.reports.layout.pdf import pdf_bytes
from sotay.reports.layout.word import word_bytes
from sotay.reports.models import Report
from sotay.reports.paper import paper_of

__all__ = ["as_pdf", "as_word"]


def as_word(report: Report) -> bytes:
    """The report as .docx, in the language of issued papers."""
    with translation.override(settings.LANGUAGE_CODE):
        return word_bytes(paper_of(report))


def as_pdf(report: Report) -> bytes:
    """The report as PDF, in the language of issued papers."""
    with translation.override(settings.LANGUAGE_CODE):
        return pdf_bytes(paper_of(report))
