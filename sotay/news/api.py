"""Routes of news: every act and list that a page has, by the same services."""

from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from sotay.core import files
from sotay.news import reading, schemas, services
from sotay.news.models import Attachment, News
from sotay.news.services import Change, NewNews
from sotay.news.services.writing import may_speak, require_voice
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation

router = Router()


def _news(request: Asked, news_id: int) -> Any:
    seen = News.objects.visible_to(request.actor).select_related("committee")
    return get_object_or_404(seen, pk=news_id)


def _row(news: News, is_corrected: bool) -> dict[str, Any]:
    return {
        "id": news.pk,
        "committee_id": news.committee_id,
        "column": news.column,
        "title": news.title,
        "published_at": news.published_at,
        "is_withdrawn": news.withdrawn_at is not None,
        "is_corrected": is_corrected,
    }


def _whole(news: News, actor: Actor) -> dict[str, Any]:
    corrections = list(news.corrections.all())
    return {
        **_row(news, bool(corrections)),
        "words": news.words,
        "kinds": news.kinds,
        "branch_ids": list(
            news.audiences.order_by("organisation_id").values_list("organisation_id", flat=True)
        ),
        "files": [{"id": row.pk, "name": row.name} for row in news.attachments.standing()],
        "readers": services.readers(news, actor),
        "withdrawn_reason": news.withdrawn_reason,
        "corrections": corrections,
    }


def _branches(request: Asked, ids: list[int]) -> list[Organisation]:
    branches = list(Organisation.objects.visible_to(request.actor).filter(pk__in=ids))
    if len(branches) < len(set(ids)):
        raise Http404
    return branches


def _given(request: Asked, payload: schemas.NewsIn) -> NewNews:
    kept = payload.dict(exclude={"branch_ids", "committee_id"})
    return NewNews(**kept, branches=_branches(request, payload.branch_ids))


@router.get("", response=schemas.NewsPageOut)
def list_news(
    request: Asked,
    column: str = Query("", max_length=10),
    drafts: bool = False,
    after: str = Query("", max_length=40),
    limit: int = Query(reading.PAGE, ge=1, le=reading.MOST),
) -> Any:
    """News addressed to you, the latest first; or the drafts of committees you speak for."""
    page = reading.page(request.actor, column=column, drafts=drafts, after=after, size=limit)
    items = [_row(news, news.is_corrected) for news in page.news]
    return {"total": page.total, "next": page.next, "items": items}


@router.get("/{int:news_id}", response={200: schemas.NewsDetailOut, 410: schemas.NewsWithdrawnOut})
def read_news(request: Asked, news_id: int) -> Any:
    """One piece; reading it counts you once among its readers, without saying who.

    A piece meant for you and withdrawn since is answered 410, with nothing of it.
    """
    if reading.is_gone(request.actor, news_id):
        return Status(410, {"message": _("Cấp ủy đưa tin đã rút tin này.")})
    news = _news(request, news_id)
    services.open_news(news, request.actor)
    return _whole(news, request.actor)


@router.post("", response={201: schemas.NewsDetailOut})
def write_news(request: Asked, payload: schemas.NewNewsIn) -> Any:
    """Keep a draft for a committee in which you hold an office."""
    committee = get_object_or_404(
        Organisation.objects.visible_to(request.actor), pk=payload.committee_id
    )
    given = _given(request, payload)
    made = services.write_news(committee=committee, given=given, actor=request.actor)
    return Status(201, _whole(made, request.actor))


@router.put("/{int:news_id}", response=schemas.NewsDetailOut)
def change_news(request: Asked, news_id: int, payload: schemas.NewsIn) -> Any:
    """Write a draft anew."""
    kept = services.change_news(
        news=_news(request, news_id), given=_given(request, payload), actor=request.actor
    )
    return _whole(kept, request.actor)


@router.post("/{int:news_id}/publish", response=schemas.NewsDetailOut)
def publish_news(request: Asked, news_id: int) -> Any:
    """Publish a draft and tell the heads of the organisations addressed."""
    kept = services.publish_news(
        news=_news(request, news_id), actor=request.actor, moment=timezone.now()
    )
    return _whole(kept, request.actor)


@router.post("/{int:news_id}/corrections", response={201: schemas.NewsDetailOut})
def correct_news(request: Asked, news_id: int, payload: schemas.NewsCorrectionIn) -> Any:
    """Put a published piece right; readers see what was corrected, you keep how it was before.

    What is not given stays as it is.
    """
    change = Change(
        **payload.dict(include={"title", "words", "column", "kinds"}),
        branches=None if payload.branch_ids is None else _branches(request, payload.branch_ids),
        removed=payload.removed_file_ids,
    )
    return _corrected(request, news_id, change, payload)


@router.post("/{int:news_id}/corrections/file", response={201: schemas.NewsDetailOut})
def add_file(
    request: Asked,
    news_id: int,
    payload: Form[schemas.NewsCorrectedIn],
    file: File[UploadedFile],
) -> Any:
    """Add a file to a published piece, which is a correction of its own."""
    return _corrected(request, news_id, Change(added=[(file, file.name or "")]), payload)


def _corrected(
    request: Asked, news_id: int, change: Change, payload: schemas.NewsCorrectedIn
) -> Any:
    made = services.correct_news(
        news=_news(request, news_id),
        change=change,
        actor=request.actor,
        moment=timezone.now(),
        **payload.dict(include={"said", "reason", "known", "is_told"}),
    )
    return Status(201, _whole(made.news, request.actor))


@router.get("/{int:news_id}/corrections", response=list[schemas.NewsEarlierOut])
def list_corrections(request: Asked, news_id: int) -> Any:
    """How a piece read before each correction, the latest first; for those who may correct it."""
    news = _news(request, news_id)
    require_voice(request.actor, "news.correct", news.committee)
    every = list(news.attachments.all())
    return [
        {
            "on": row.on,
            "said": row.said,
            "at": row.at,
            "by": row.by.full_name,
            "reason": row.reason,
            "earlier_title": row.earlier_title,
            "earlier_words": row.earlier_words,
            "changed": row.changed,
            "earlier_column": row.earlier_column,
            "earlier_kinds": row.earlier_kinds,
            "earlier_branch_ids": row.earlier_branches,
            "earlier_files": [
                {"id": one.pk, "name": one.name} for one in reading.files_before(every, row)
            ],
        }
        for row in news.corrections.select_related("by")
    ]


@router.post("/{int:news_id}/withdraw", response=schemas.NewsDetailOut)
def withdraw_news(request: Asked, news_id: int, payload: schemas.NewsReasonIn) -> Any:
    """Take a piece off the pages, and say why."""
    kept = services.withdraw_news(
        news=_news(request, news_id),
        reason=payload.reason,
        actor=request.actor,
        moment=timezone.now(),
    )
    return _whole(kept, request.actor)


@router.post("/{int:news_id}/files", response={201: schemas.FileOut})
def attach(request: Asked, news_id: int, file: File[UploadedFile]) -> Any:
    """Add a file to a draft."""
    made = services.attach(
        news=_news(request, news_id), content=file, name=file.name or "", actor=request.actor
    )
    return Status(201, made)


@router.get("/{int:news_id}/files/{int:file_id}")
def read_file(request: Asked, news_id: int, file_id: int) -> FileResponse:
    """The bytes of a file; of one taken off by a correction, for those who may correct."""
    news = _news(request, news_id)
    kept = news.attachments.select_related("file")
    if not may_speak(request.actor, "news.correct", news.committee):
        kept = kept.standing()
    piece = get_object_or_404(kept, pk=file_id)
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@router.delete("/{int:news_id}/files/{int:file_id}", response={204: None})
def detach(request: Asked, news_id: int, file_id: int) -> Any:
    """Take a file off a draft."""
    piece = get_object_or_404(Attachment, news=_news(request, news_id), pk=file_id)
    services.detach(attachment=piece, actor=request.actor)
    return Status(204, None)
