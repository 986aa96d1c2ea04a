"""Pages of news: the list, one piece, its writing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.news import reading, services
from sotay.news.forms import CorrectionForm, NewsForm, ReasonForm
from sotay.news.models import Attachment, News
from sotay.news.querysets import speaks_for
from sotay.news.services.writing import may_speak
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Kind, Organisation, Profile
from sotay.ui.posting import done, form_page, posted, press


def _news(request: Asked, news_id: int) -> Any:
    seen = News.objects.visible_to(request.actor).select_related("committee", "by")
    return get_object_or_404(seen, pk=news_id)


def _named(news: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each piece with the name of its committee as ``said_by``."""
    names = Profile.objects.nearest({row.committee_id for row in news}, actor.today)
    for row in news:
        row.said_by = names[row.committee_id].short_name if row.committee_id in names else ""
    return news


def _may(actor: Actor, act: str, news: News) -> bool:
    return may_speak(actor, act, news.committee)


@login_required
def news_list(request: Asked) -> HttpResponse:
    """What is addressed to one, newest first; drafts of the committees one speaks for."""
    column = request.GET.get("column", "")
    column = column if column in News.Column.values else ""
    after = request.GET.get("after", "")
    page = reading.page(request.actor, column=column, after=after)
    chosen = f"column={column}&" if column else ""
    drafts = reading.page(request.actor, drafts=True).news
    return render(
        request,
        "news/news_list.html",
        {
            "total": page.total,
            "news": _named(page.news, request.actor),
            "columns": News.Column.choices,
            "column": column,
            "next_url": f"?{chosen}after={page.next}" if page.next else "",
            "first_url": f"?{chosen}" if after else "",
            "drafts": _named(drafts, request.actor),
            "may_write": bool(speaks_for(request.actor, "news.write")),
        },
    )


@login_required
def detail(request: Asked, news_id: int) -> HttpResponse:
    """One piece; opening it counts the reader once, without saying who.

    Withdrawn, the address says so to those it was meant for, and nothing of the piece.
    """
    if reading.is_gone(request.actor, news_id):
        gone = _named([get_object_or_404(News, pk=news_id)], request.actor)[0]
        return render(request, "news/news_gone.html", {"news": gone}, status=410)
    news = _news(request, news_id)
    may_correct = news.published_at is not None and _may(request.actor, "news.correct", news)
    services.open_news(news, request.actor)
    _named([news], request.actor)
    branches = [row.organisation_id for row in news.audiences.all()]
    names = Profile.objects.nearest(branches, request.actor.today)
    return render(
        request,
        "news/news_detail.html",
        {
            "news": news,
            "attachments": news.attachments.standing().select_related("file"),
            "readers": services.readers(news, request.actor),
            "levels": [str(kind) for kind in Kind.objects.filter(code__in=news.kinds)],
            "branches": [names[key].short_name for key in branches if key in names],
            "may_change": news.is_draft and _may(request.actor, "news.write", news),
            "may_publish": news.is_draft and _may(request.actor, "news.publish", news),
            "corrections": news.corrections.all(),
            "earlier": reading.earlier(news, request.actor) if may_correct else [],
            "may_correct": may_correct and not news.withdrawn_at,
            "may_withdraw": not news.withdrawn_at and _may(request.actor, "news.withdraw", news),
        },
    )


def _kinds_within(top: Any, actor: Actor) -> Any:
    """The levels that stand in the tree of ``top`` today."""
    inside = {"organisation__lft__gte": top.lft, "organisation__lft__lt": top.rgt}
    return Profile.objects.as_of(actor.today).filter(**inside).values("kind")


def _readers(news: News | None, held: list[int], actor: Actor) -> tuple[list[Any], list[Kind]]:
    """Branches and levels to choose from under the committees held, with those of the piece."""
    below = Organisation.objects.filter(
        placements__parent__in=held,
        placements__superseded_at=None,
        placements__valid_to=None,
    )
    branches = list(below.distinct().described(actor.today).order_by("lft"))
    if news:
        known = {row.pk for row in branches}
        more = [row.organisation_id for row in news.audiences.all()]
        extra = Organisation.objects.filter(pk__in=[key for key in more if key not in known])
        branches += list(extra.described(actor.today))
    there = Q(code__in=news.kinds if news else [])
    for committee in Organisation.objects.filter(pk__in=held):
        there |= Q(pk__in=_kinds_within(committee, actor))
    return branches, list(Kind.objects.filter(there))


def _as_it_stands(news: News) -> dict[str, Any]:
    return {
        "column": news.column,
        "title": news.title,
        "words": news.words,
        "kinds": news.kinds,
        "branches": [str(row.organisation_id) for row in news.audiences.all()],
    }


def _form(request: Asked, news: News | None) -> NewsForm:
    actor = request.actor
    held = [news.committee_id] if news else speaks_for(actor, "news.write")
    committees = list(
        Organisation.objects.filter(pk__in=held).described(actor.today).order_by("lft")
    )
    initial: dict[str, Any] = {"committee": str(held[0]) if held else ""}
    if news:
        initial |= _as_it_stands(news)
    return NewsForm(
        committees,
        *_readers(news, held, actor),
        posted(request),
        request.FILES or None,
        initial=initial,
    )


def _keep(request: Asked, news: News | None) -> HttpResponse:
    form, actor = _form(request, news), request.actor
    made: list[News] = []

    def do() -> None:
        if news is None:
            kept = services.write_news(committee=form.chosen, given=form.given(), actor=actor)
        else:
            kept = services.change_news(news=news, given=form.given(), actor=actor)
        if given := form.cleaned_data["file"]:
            services.attach(news=kept, content=given, name=given.name, actor=actor)
        made.append(kept)

    if done(form, do):
        messages.success(request, _("Đã lưu bản thảo."))
        return redirect("news:detail", made[0].pk)
    attachments = news.attachments.all() if news else []
    return form_page(request, "news/news_form.html", form, news=news, attachments=attachments)


@login_required
def create(request: Asked) -> HttpResponse:
    """Write a draft for a committee in which one holds an office."""
    if not speaks_for(request.actor, "news.write"):
        raise PermissionDenied(_("Chức vụ hiện nay của đồng chí không có quyền đưa tin."))
    return _keep(request, None)


@login_required
def change(request: Asked, news_id: int) -> HttpResponse:
    news = _news(request, news_id)
    if not _may(request.actor, "news.write", news):
        raise PermissionDenied
    # Something typed is never thrown away: sent too late, it is refused on its own page.
    if request.method != "POST" and not news.is_draft:
        if news.withdrawn_at is not None:
            raise Http404
        return redirect("news:correct", news.pk)
    return _keep(request, news)


@login_required
@require_POST
def publish(request: Asked, news_id: int) -> HttpResponse:
    news = _news(request, news_id)
    return press(
        request,
        lambda: services.publish_news(news=news, actor=request.actor, moment=timezone.now()),
        _("Đã đăng tin. Người đứng đầu các nơi nhận thấy ở Tin nhắc."),
        "news:detail",
        news.pk,
    )


@login_required
def correct(request: Asked, news_id: int) -> HttpResponse:
    """Put a published piece right; how it was before stays with those who may publish.

    A draft is not corrected but changed: its address leads there.
    """
    news = _news(request, news_id)
    if not _may(request.actor, "news.correct", news):
        raise PermissionDenied
    if news.is_draft:
        return redirect("news:change", news.pk)
    if request.method != "POST" and news.withdrawn_at is not None:
        raise Http404
    form = CorrectionForm(
        *_readers(news, [news.committee_id], request.actor),
        news.attachments.standing(),
        posted(request),
        request.FILES or None,
        initial=_as_it_stands(news) | {"known": news.corrections.count()},
    )
    if done(
        form,
        lambda: services.correct_news(
            news=news, actor=request.actor, moment=timezone.now(), **form.given()
        ),
    ):
        messages.success(request, _("Đã đính chính. Người đọc thấy ngày và điều đã sửa."))
        return redirect("news:detail", news.pk)
    return form_page(request, "news/news_correct.html", form, news=news)


@login_required
def withdraw(request: Asked, news_id: int) -> HttpResponse:
    news = _news(request, news_id)
    if not _may(request.actor, "news.withdraw", news):
        raise PermissionDenied
    form = ReasonForm(posted(request))
    if done(
        form,
        lambda: services.withdraw_news(
            news=news,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            moment=timezone.now(),
        ),
    ):
        messages.success(request, _("Đã rút tin."))
        return redirect("news:detail", news.pk)
    return form_page(request, "news/news_withdraw.html", form, news=news)


@login_required
@require_POST
def detach(request: Asked, news_id: int, attachment_id: int) -> HttpResponse:
    news = _news(request, news_id)
    attachment = get_object_or_404(Attachment, news=news, pk=attachment_id)
    return press(
        request,
        lambda: services.detach(attachment=attachment, actor=request.actor),
        "",
        "news:change",
        news.pk,
    )


@login_required
def attachment(request: Asked, news_id: int, attachment_id: int) -> FileResponse:
    """The bytes of a file of a piece of news that one may see; taken off, for those who speak."""
    news = _news(request, news_id)
    kept = news.attachments.select_related("file")
    if not _may(request.actor, "news.correct", news):
        kept = kept.standing()
    piece = get_object_or_404(kept, pk=attachment_id)
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing
