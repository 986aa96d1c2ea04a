"""Routes of notices: every act and list that a page has, by the same services."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from sotay.accounts.asking import Asked
from sotay.notices import kinds, schemas, services, vapid
from sotay.notices.models import Notice, PushSubscription

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


@router.post("/read", response=schemas.NoticeCountOut)
def read_notices(request: Asked, payload: schemas.NoticesIn) -> Any:
    """Mark your own notices read, all of them or those named."""
    count = services.read_notices(request.user, timezone.now(), payload.ids)
    return schemas.NoticeCountOut(count=count)


# --- How they come --------------------------------------------------------------------------------


def _choices(request: Asked) -> schemas.ChoicesOut:
    kept = services.chosen(request.user, timezone.localdate())
    return schemas.ChoicesOut(
        mail=request.user.mail_reminders,
        push=kept.push,
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
        own_hours=kept.own_hours,
        muted=sorted(kept.muted),
        sorts=[schemas.SortOut(code=sort.code, words=str(sort.words)) for sort in kinds.sorts()],
    )


@router.get("/choices", response=schemas.ChoicesOut)
def read_choices(request: Asked) -> Any:
    """How your messages come, and what you may choose from."""
    return _choices(request)


@router.put("/choices", response=schemas.ChoicesOut)
def keep_choices(request: Asked, payload: schemas.NoticeChoicesIn) -> Any:
    """Choose how your messages come."""
    services.choose(request.user, **payload.dict())
    return _choices(request)


@router.get("/push-key", response=schemas.PushKeyOut)
def read_push_key(request: Asked) -> Any:
    """The public key a browser subscribes with."""
    return schemas.PushKeyOut(key=vapid.public_key())


@router.get("/push", response=list[schemas.DeviceOut])
def list_devices(request: Asked) -> Any:
    """The devices where you have turned push on."""
    return list(PushSubscription.objects.of(request.user))


@router.post("/push", response={201: schemas.DeviceOut})
def create_device(request: Asked, payload: schemas.PushIn) -> Any:
    """Turn push on for a browser; asked again, its keys are renewed."""
    made = services.subscribe(
        request.user,
        endpoint=payload.endpoint,
        p256dh=payload.keys.p256dh,
        auth=payload.keys.auth,
        agent=request.headers.get("User-Agent", ""),
        moment=timezone.now(),
    )
    return Status(201, made)


@router.delete("/push", response={204: None})
def remove_device(request: Asked, payload: schemas.EndpointIn) -> Any:
    """Turn push off for the browser with this endpoint."""
    own = PushSubscription.objects.of(request.user)
    services.unsubscribe(request.user, get_object_or_404(own, endpoint=payload.endpoint))
    return Status(204, None)
