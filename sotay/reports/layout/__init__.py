"""A laid-out report as a file: Word and PDF, the same bytes each time."""

from sotay.reports.layout.pdf import pdf_bytes
from sotay.reports.layout.word import word_bytes

__all__ = ["pdf_bytes", "word_bytes"]
