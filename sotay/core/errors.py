"""Kinds of refusal. A door turns each into one answer, once for all pages and routes."""

from django.core.exceptions import PermissionDenied

__all__ = ["BadInput", "PermissionDenied", "RuleBroken"]


class RuleBroken(Exception):
    """An act that a rule of the field forbids; the message is fit to show and says what to do."""


class BadInput(RuleBroken):
    """Something given cannot be used: the message says what, where, and how to mend it."""
