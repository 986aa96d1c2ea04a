"""Every write of the library, one function per act; the files part them by subject."""

from sotay.library.services.keeping import (
    add_edition,
    add_title,
    change_title,
    lacks_pictures,
    read_again,
    size_limit,
    withdraw_edition,
    withdraw_title,
)
from sotay.library.services.reading import (
    keep_bookmark,
    keep_place,
    open_edition,
    remove_bookmark,
)
from sotay.library.services.shelving import change_shelf, close_shelf, open_shelf

__all__ = [
    "add_edition",
    "add_title",
    "change_shelf",
    "change_title",
    "close_shelf",
    "keep_bookmark",
    "keep_place",
    "lacks_pictures",
    "open_edition",
    "open_shelf",
    "read_again",
    "remove_bookmark",
    "size_limit",
    "withdraw_edition",
    "withdraw_title",
]
