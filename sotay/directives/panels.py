"""The papers of one organisation, on that organisation's page."""

from datetime import date
from typing import Any

from sotay.directives.models import Distribution, Document
from sotay.organisations import panels
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation

SHOWN = 5


def papers(
    actor: Actor, organisation: Organisation, day: date, _known_on: date | None
) -> tuple[str, dict[str, Any]] | None:
    """The newest papers it issued, and how many that it received it has not opened."""
    visible = Document.objects.visible_to(actor).filter(issued_on__lte=day).exclude(state="draft")
    issued = visible.filter(issuer=organisation).defer("text", "search", "folded")
    received = Distribution.objects.filter(organisation=organisation, document__in=visible)
    newest = list(issued[:SHOWN])
    count = received.count()
    if not newest and not count:
        return None
    return (
        "directives/_organisation_panel.html",
        {
            "papers": newest,
            "received": count,
            "unopened": received.filter(opened_at=None).count(),
        },
    )


def register() -> None:
    """Add the panel; called once when the app is ready."""
    panels.register("directives.papers", papers, order=40)
