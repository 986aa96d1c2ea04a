"""The copy that the jury sees, without what the file itself says of who made it.

The name may stand in the properties of a document, where nobody looks who only reads it. What
stands in the text is for the keeper to see.
"""

import io
import re
import zipfile

import pypdfium2
from django.utils.translation import gettext as _

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.core.models import StoredFile

_OFFICE = "http://schemas.openxmlformats.org/"
_EMPTY = {
    name: f'<{root} xmlns="{_OFFICE}{kind}"/>'.encode()
    for name, root, kind in (
        ("docProps/core.xml", "coreProperties", "package/2006/metadata/core-properties"),
        ("docProps/app.xml", "Properties", "officeDocument/2006/extended-properties"),
        ("docProps/custom.xml", "Properties", "officeDocument/2006/custom-properties"),
    )
}
# Who wrote a comment or a tracked change, in documents and in sheets.
_BY = re.compile(
    rb"""(\s(?:\w+:)?(?:author|initials|userId|displayName|providerId)=)(?:"[^"]*"|'[^']*')"""
)
_AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")


def without_properties(stored: StoredFile) -> StoredFile:
    """The file as a copy that names nobody outside its text; pictures and plain text name nobody.

    :raises RuleBroken: it cannot be opened to be copied
    """
    if stored.media_type == files.PDF:
        made = _pdf
    elif stored.media_type in (files.DOCX, files.XLSX):
        made = _office
    else:
        return stored
    with files.open_file(stored) as file:
        data = file.read()
    try:
        copied = made(data)
    except (pypdfium2.PdfiumError, zipfile.BadZipFile, KeyError) as broken:
        raise RuleBroken(
            _("Không làm được bản không ghi tên từ tệp này. Đồng chí kèm một bản khác.")
        ) from broken
    return files.store(copied, name="", limit=2 * len(copied))


def _pdf(data: bytes) -> bytes:
    """The pages alone: properties belong to the document, and stay behind."""
    kept = io.BytesIO()
    with pypdfium2.PdfDocument(data) as whole, pypdfium2.PdfDocument.new() as pages:
        pages.import_pages(whole)
        pages.save(kept)
    return kept.getvalue()


def _office(data: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(kept, "w") as copy:
        for entry in whole.infolist():
            inside = whole.read(entry)
            if entry.filename in _EMPTY:
                inside = _EMPTY[entry.filename]
            elif entry.filename.endswith(".xml"):
                inside = _AUTHOR.sub(rb"\1\2", _BY.sub(rb'\1""', inside))
            # Of one moment, so that the copy of the same file is the same file.
            name = zipfile.ZipInfo(entry.filename)
            copy.writestr(name, inside, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
