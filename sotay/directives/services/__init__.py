"""Every write of the register of documents, by subject."""

from sotay.directives.services.findings import (
    choose_repair,
    drop_draft,
    link_citation,
    take_draft,
)
from sotay.directives.services.issuing import (
    end_force,
    issue_document,
    mark_opened,
    unwaive_clause,
    waive_clause,
)
from sotay.directives.services.registering import (
    DocumentRefused,
    Identity,
    confirm_document,
    register_document,
    remove_draft_document,
)

__all__ = [
    "DocumentRefused",
    "Identity",
    "choose_repair",
    "confirm_document",
    "drop_draft",
    "end_force",
    "issue_document",
    "link_citation",
    "mark_opened",
    "register_document",
    "remove_draft_document",
    "take_draft",
    "unwaive_clause",
    "waive_clause",
]
