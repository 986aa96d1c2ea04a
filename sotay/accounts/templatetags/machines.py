"""A machine that is signed in, in words a person knows it by."""

from django import template
from django.utils.translation import gettext as _

from sotay.accounts import rules

register = template.Library()


@register.filter
def machine(user_agent: str) -> str:
    """``Chrome trên Windows``, as far as the browser tells."""
    browser, system = rules.machine(user_agent or "")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Không rõ trình duyệt")
