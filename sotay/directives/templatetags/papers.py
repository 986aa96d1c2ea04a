"""Words of papers on a page: days and symbols hold together."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# 15-11-2026, 27-KH/ĐU, 10-2026: whatever begins with a figure and has a joint in it.
_JOINED = re.compile(r"\d\w*(?:[-/]\w+)+")


@register.filter
def unbroken(text: str) -> SafeString:
    """``text`` escaped, with no line break inside a day or a symbol."""
    found = []
    at = 0
    for match in _JOINED.finditer(text):
        found += [escape(text[at : match.start()]), f'<span class="nw">{match.group()}</span>']
        at = match.end()
    return mark_safe("".join([*found, escape(text[at:])]))  # noqa: S308 - every part is escaped
