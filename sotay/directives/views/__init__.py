"""Pages of the register of documents: one read or one service call, then an answer."""

from sotay.directives.views.comparing import compare, hollow
from sotay.directives.views.documents import (
    confirm,
    detail,
    document_list,
    document_new,
    end,
    file,
    pin,
    remove,
    unpin,
)
from sotay.directives.views.findings import (
    add,
    citation,
    citation_drop,
    drop,
    edit,
    repair,
    restore,
    take,
)
from sotay.directives.views.reaching import chain, coverage, issue, unwaive, waive

__all__ = [
    "add",
    "chain",
    "citation",
    "citation_drop",
    "compare",
    "confirm",
    "coverage",
    "detail",
    "document_list",
    "document_new",
    "drop",
    "edit",
    "end",
    "file",
    "hollow",
    "issue",
    "pin",
    "remove",
    "repair",
    "restore",
    "take",
    "unpin",
    "unwaive",
    "waive",
]
