"""The acts on the library and the offices that may do each, in the organisation of the shelf.

Reading asks for no office: a shelf is open to whoever belongs to the organisation that keeps it, or
stands under it (``ShelfQuerySet.visible_to``). Places, bookmarks and notes are each person's own.
"""

_KEEPERS = {"secretary", "leader", "officer"}

ACTS: dict[str, set[str]] = {
    "library.shelve": _KEEPERS,  # open, change and close a shelf
    "library.keep": _KEEPERS,  # add a title, change it, put files in, read them again
    "library.withdraw": _KEEPERS,  # take a title or a file off the shelf
}
