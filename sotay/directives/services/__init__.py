"""Every write of the register of documents, by subject."""

from sotay.directives.services.findings import (
    UNCLEAR,
    add_draft,
    choose_repair,
    correct_draft,
    drop_citation,
    drop_draft,
    link_citation,
    restore_draft,
    take_draft,
)
from sotay.directives.services.issuing import (
    end_force,
    issue_document,
    mark_opened,
    unwaive_clause,
    waive_clause,
)
from sotay.directives.services.pinning import pin_document, unpin_document
from sotay.directives.services.receiving import MarkedPaper, keep_file, read_offered
from sotay.directives.services.registering import (
    DocumentRefused,
    Identity,
    confirm_document,
    own_organisation,
    register_document,
    remove_draft_document,
)

__all__ = [
    "UNCLEAR",
    "DocumentRefused",
    "Identity",
    "MarkedPaper",
    "add_draft",
    "choose_repair",
    "confirm_document",
    "correct_draft",
    "drop_citation",
    "drop_draft",
    "end_force",
    "issue_document",
    "keep_file",
    "link_citation",
    "mark_opened",
    "own_organisation",
    "pin_document",
    "read_offered",
    "register_document",
    "remove_draft_document",
    "restore_draft",
    "take_draft",
    "unpin_document",
    "unwaive_clause",
    "waive_clause",
]
