"""The formalism meter on the page. It lays texts side by side and gives no verdict."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from sotay.directives import comparing
from sotay.directives.models import Comparison
from sotay.directives.suggesting import suggestable
from sotay.directives.views.rows import document, documents
from sotay.organisations.access import require
from sotay.regulations.asking import Asked
from sotay.regulations.registry import rule


@login_required
def compare(request: Asked, document_id: int) -> HttpResponse:
    """One plan beside the text above it, its own last year, or a neighbour's."""
    found = document(request, document_id)
    require(request.actor, "directives.compare", found.home)
    against = request.GET.get("voi", "")
    if against not in Comparison.Against.values:
        against = Comparison.Against.UPPER.value
    chosen = request.GET.get("van-ban", "")
    other = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
    shown = comparing.comparison_page(found, against, documents(request), other)
    is_now = request.as_of.is_today and against == Comparison.Against.UPPER
    return render(
        request,
        "directives/document_compare.html",
        {
            "document": found,
            "shown": shown,
            "chosen": against,
            "suggestable": suggestable(found, shown, request.actor) if is_now else None,
        },
    )


@login_required
def hollow(request: Asked) -> HttpResponse:
    """Plans that copy much of the text above them, most first."""
    day = request.as_of.day
    return render(
        request,
        "directives/hollow.html",
        {
            "found": comparing.most_copied(request.actor, day),
            "bound": rule("directives.formalism.copied_share", day),
        },
    )
