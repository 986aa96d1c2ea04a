"""The member's own pages, the cell's page, and guidance by situation with its papers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from sotay.core.text import tidy
from sotay.handbook import papers, prefill, situations
from sotay.handbook.cell import cell_of, cell_page
from sotay.handbook.mine import mine
from sotay.handbook.review import own_year
from sotay.handbook.situations import Situation
from sotay.members.homes import own_record
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation
from sotay.regulations import places

MOST_PEOPLE = 60  # offered in a list to choose from; beyond, one is looked for by name


@login_required
def me(request: Asked) -> HttpResponse:
    """Who I am in the register, what waits for me; the card number whole with ``?card=shown``."""
    page = mine(request.actor)
    return render(
        request,
        "handbook/me.html",
        {"page": page, "card_is_shown": request.GET.get("card") == "shown"},
    )


@login_required
def cell(request: Asked) -> HttpResponse:
    """My cell, and at a glance for who leads it."""
    actor = request.actor
    where = cell_of(actor)
    if where is None:
        return render(request, "handbook/cell_none.html")
    return render(request, "handbook/cell.html", {"page": cell_page(actor, where)})


@login_required
def review(request: Asked) -> HttpResponse:
    """One's own year, for one's own self-review."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    page = own_year(request.actor, year)
    # Who holds no office is not asked whom the paper is about; an officer names their own record.
    key = page.member.pk if page.member and request.actor.can("members.view") else None
    return render(request, "handbook/review.html", {"page": page, "member_key": key})


@login_required
def guidance_list(request: Asked) -> HttpResponse:
    """Situations by group, narrowed by words."""
    words = tidy(request.GET.get("q", ""))[:100]
    found = situations.find(words)
    groups = [
        (title, [one for one in found if one.group == key])
        for key, title in situations.GROUPS.items()
    ]
    return render(
        request,
        "handbook/guidance_list.html",
        {"words": words, "groups": [pair for pair in groups if pair[1]], "count": len(found)},
    )


@login_required
def guidance_detail(request: Asked, code: str) -> HttpResponse:
    """One situation: who, in what order, by which rule, with the paper that comes of it."""
    situation = _situation(code)
    actor = request.actor
    place = actor.organisation or actor.home
    line = tuple(places.line_of(place.pk, request.as_of.day)) if place else ()
    words = tidy(request.GET.get("find", ""))[:100]
    people = choosable(actor, words) if situation.paper.about_member else []
    return render(
        request,
        "handbook/guidance_detail.html",
        {
            "situation": situation,
            "steps": [(one, one.value_on(request.as_of.day, line)) for one in situation.steps],
            "people": people[:MOST_PEOPLE],
            "is_cut": len(people) > MOST_PEOPLE,
            "find": words,
            "may_choose": actor.can("members.view"),
            "paper_url": reverse("handbook:paper", args=[situation.code]),
        },
    )


@login_required
def guidance_paper(request: Asked, code: str) -> HttpResponse:
    """The paper as a Word file, filled in for one's own cell and the member chosen."""
    situation = _situation(code)
    actor = request.actor
    asked = request.GET.get("member", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise Http404
    return paper_answer(actor, situation, int(asked) if asked else None)


def paper_answer(actor: Actor, situation: Situation, member_id: int | None) -> HttpResponse:
    """The file to download; a member out of sight is not found."""
    member: Any = None
    if situation.paper.about_member:
        if member_id is not None:
            seen = Member.objects.visible_to(actor).entered().select_related("cell")
            member = get_object_or_404(seen, pk=member_id)
        elif not actor.can("members.view"):
            member = own_record(actor.user)
    where: Organisation | None = member.cell if member is not None else cell_of(actor)
    values = prefill.values_for(actor=actor, situation=situation, cell=where, member=member)
    answer = HttpResponse(
        papers.word_bytes(situation, values, actor.today), content_type=papers.MEDIA
    )
    answer["Content-Disposition"] = f'attachment; filename="{papers.file_name(situation)}"'
    answer["Cache-Control"] = "no-store"
    return answer


def choosable(actor: Actor, words: str) -> list[tuple[int, str]]:
    """Members whose record the actor may read, by name; one more than can be listed if cut.

    Without words only where the organisation is small enough to list; the own record is not among
    them: who holds no office is not asked whom the paper is about.
    """
    if not actor.can("members.view"):
        return []
    found = Member.objects.in_reach(actor).entered().filter(is_active=True)
    if words:
        found = found.named(words)
    rows = found.order_by("sort_key", "id").values_list("id", "full_name", "birth_year")
    return [(key, f"{name}, {year}") for key, name, year in rows[: MOST_PEOPLE + 1]]


def _situation(code: str) -> Situation:
    found = situations.by_code(code)
    if found is None:
        raise Http404
    return found
