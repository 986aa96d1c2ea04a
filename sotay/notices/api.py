"""Routes of notices: every act and list that a page has, by the same services."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from sotay.accounts.asking import Asked
from sotay.notices import schemas, services
from sotay.notices.models import Notice

router = Router()


@router.get("", response=list[schemas.NoticeOut])
def list_notices(request: Asked, unread: bool = False, limit: int = Query(50, ge=1, le=200)) -> Any:
    """Your own notices, the latest first."""
    found = Notice.objects.of(request.user)
    found = found.unread() if unread else found
    return [
        schemas.NoticeOut(
            id=row.pk,
            kind=row.kind,
            subject_type=".".join(row.subject_type.natural_key()) if row.subject_type else "",
            subject_id=row.subject_id,
            words=row.words,
            link=row.link,
            on=row.on,
            is_read=row.read_at is not None,
        )
        for row in found[:limit]
    ]


@router.post("/read", response=schemas.CountOut)
def read_notices(request: Asked, payload: schemas.NoticesIn) -> Any:
    """Mark your own notices read, all of them or those named."""
    count = services.read_notices(request.user, timezone.now(), payload.ids)
    return schemas.CountOut(count=count)
