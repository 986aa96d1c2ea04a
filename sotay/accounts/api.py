"""Routes of accounts: oneself, one's tokens, and other people's accounts for the officer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from ninja.pagination import LimitOffsetPagination, paginate

from sotay.accounts import permissions, services
from sotay.accounts.asking import Asked
from sotay.accounts.models import ApiToken, User
from sotay.accounts.schemas import (
    InvitedOut,
    MeOut,
    NameIn,
    PersonIn,
    PersonOut,
    PreferencesIn,
    ReasonIn,
    TokenIn,
    TokenMadeOut,
    TokenOut,
)

router = Router()


@router.get("/me", response=MeOut)
def who_am_i(request: Asked) -> Any:
    """The account that is calling."""
    return request.user


@router.patch("/me", response=MeOut)
def keep_preferences(request: Asked, payload: PreferencesIn) -> Any:
    """Change one's own preferences."""
    return services.keep_preferences(request.user, **payload.dict(exclude_none=True))


@router.get("/tokens", response=list[TokenOut])
def list_tokens(request: Asked) -> Any:
    """One's own tokens, newest first; never their keys."""
    return ApiToken.objects.filter(user=request.user)


@router.post("/tokens", response={201: TokenMadeOut})
def create_token(request: Asked, payload: TokenIn) -> Any:
    """Make a token. Only from a session: a token makes no tokens, so none outlives its day."""
    if request.api_token is not None:
        raise PermissionDenied(_("Mã truy cập không lập được mã khác. Đồng chí lập trên trang."))
    token, key = services.create_token(request.user, **payload.dict())
    return Status(201, {**TokenOut.from_orm(token).dict(), "key": key})


@router.delete("/tokens/{int:token_id}", response=TokenOut)
def revoke_token(request: Asked, token_id: int) -> Any:
    """Close a token for good."""
    token = get_object_or_404(ApiToken, pk=token_id, user=request.user)
    return services.revoke_token(token, by=request.user)


@router.get("/people", response=list[PersonOut])
@paginate(LimitOffsetPagination)
def list_people(request: Asked, q: str = Query("", max_length=80)) -> QuerySet[Any]:
    """Accounts within reach of the caller's offices."""
    permissions.require_manager(request.actor)
    return permissions.reached(request.actor, User.objects.named_like(q))


@router.post("/people", response={201: InvitedOut})
def create_account(request: Asked, payload: PersonIn) -> Any:
    """Make an account and the link by which its person sets a password."""
    user = services.create_account(by=request.actor, **payload.dict())
    return Status(201, _with_link(request, user, services.invitation_key(user)))


@router.post("/people/{int:user_id}/invite", response=InvitedOut)
def invite(request: Asked, user_id: int) -> Any:
    """Make a new link that sets a password."""
    user = _reached_or_404(request, user_id)
    return _with_link(request, user, services.invite(user, by=request.actor))


@router.put("/people/{int:user_id}/name", response=PersonOut)
def correct_name(request: Asked, user_id: int, payload: NameIn) -> Any:
    """Write a person's name as their papers have it."""
    return services.correct_name(
        _reached_or_404(request, user_id), payload.full_name, by=request.actor
    )


@router.post("/people/{int:user_id}/deactivate", response=PersonOut)
def deactivate(request: Asked, user_id: int) -> Any:
    """Close an account."""
    return services.deactivate_account(_reached_or_404(request, user_id), by=request.actor)


@router.post("/people/{int:user_id}/reactivate", response=PersonOut)
def reactivate(request: Asked, user_id: int) -> Any:
    """Open a closed account again; it needs a new link."""
    return services.reactivate_account(_reached_or_404(request, user_id), by=request.actor)


@router.delete("/people/{int:user_id}/factors", response=PersonOut)
def remove_second_factors(request: Asked, user_id: int, payload: ReasonIn) -> Any:
    """Take away the second factors of a person who lost theirs."""
    user = _reached_or_404(request, user_id)
    services.remove_second_factors(user, by=request.actor, reason=payload.reason)
    return user


def _reached_or_404(request: Asked, user_id: int) -> User:
    permissions.require_manager(request.actor)
    found: User = get_object_or_404(
        permissions.reached(request.actor, User.objects.all()), pk=user_id
    )
    return found


def _with_link(request: Asked, user: User, key: str) -> dict[str, Any]:
    page = request.build_absolute_uri(reverse("accounts:set_password", args=[key]))
    return {**PersonOut.from_orm(user).dict(), "password_page": page}
