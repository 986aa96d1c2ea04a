"""Why a file cannot be read, in a sentence fit to show to the person who sent it."""

from __future__ import annotations


class UnreadableFile(ValueError):
    """The file cannot be read; the message says what, where, and what to do next."""


def refusal(name: str, what: str, then: str) -> UnreadableFile:
    """``Tệp “name” what. Đề nghị đồng chí then.``"""
    return UnreadableFile(f"Tệp “{name}” {what}. Đề nghị đồng chí {then}.")
