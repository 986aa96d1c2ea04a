"""Pages of one's own account, of other people's for the officer, and of the server's door."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_views
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sotay.accounts import permissions, services
from sotay.accounts.asking import Asked
from sotay.accounts.forms import (
    AccountForm,
    NameForm,
    PreferencesForm,
    ReasonForm,
    SetPasswordForm,
    TextSizeForm,
    TokenForm,
)
from sotay.accounts.models import ApiToken, User
from sotay.core.errors import RuleBroken

PAGE = 50
PERSONAL_MODE = "accounts.personal_mode_until"  # the key in the session


# --- One's own account


@login_required
@never_cache
def account(request: Asked) -> HttpResponse:
    return _account_page(request)


@login_required
@require_POST
def preferences(request: Asked) -> HttpResponse:
    """The whole form of the page, or the text size alone from the button on every page."""
    whole = "language" in request.POST
    form: Any = PreferencesForm(request.POST) if whole else TextSizeForm(request.POST)
    asked_by_script = request.headers.get("Accept", "").startswith("application/json")
    if form.is_valid():
        services.keep_preferences(request.user, **form.cleaned_data)
        if asked_by_script:
            return JsonResponse({"text_size": request.user.text_size})
        if whole:
            messages.success(request, _("Đã lưu lựa chọn của đồng chí."))
        return redirect("accounts:account")
    if asked_by_script:
        return JsonResponse({"errors": form.errors}, status=422)
    return _account_page(request, preferences=form if whole else None, status=422)


@login_required
@require_POST
def create_token(request: Asked) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _account_page(request, token_form=form, status=422)
    token, key = services.create_token(request.user, **form.cleaned_data)
    response = render(request, "accounts/token_made.html", {"token": token, "key": key})
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke_token(request: Asked, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, user=request.user)
    services.revoke_token(token, by=request.user)
    messages.success(request, _("Đã thu hồi mã “%(name)s”.") % {"name": token.name})
    return redirect("accounts:account")


@login_required
@require_POST
def end_session(request: Asked, session_id: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    services.end_session(request.user, session)
    messages.success(request, _("Đã đăng xuất máy đó."))
    return redirect("usersessions_list")


def _account_page(
    request: Asked,
    *,
    preferences: PreferencesForm | None = None,
    token_form: TokenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    kept = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    context = {
        "form": preferences or PreferencesForm(initial=kept),
        "token_form": token_form or TokenForm(),
        "tokens": [
            {"token": token, "is_usable": token.is_usable(timezone.now())}
            for token in ApiToken.objects.filter(user=user)
        ],
        "sessions": UserSession.objects.filter(user=user).count(),
        "factors": set(Authenticator.objects.filter(user=user).values_list("type", flat=True)),
        "manages": request.actor.can("accounts.manage"),
    }
    return render(request, "accounts/account.html", context, status=status)


# --- The link that sets a password


@never_cache
@sensitive_post_parameters()
def set_password(request: HttpRequest, key: str) -> HttpResponse:
    """Open to whoever holds the link, and to nobody a second time."""
    try:
        user = services.invited(key)
        form = SetPasswordForm(data=request.POST or None, user=user)
        if form.is_valid():
            services.set_password(key, form.cleaned_data["password1"])
            messages.success(request, _("Đã đặt mật khẩu. Đồng chí đăng nhập."))
            return redirect("account_login")
    except services.LinkRefused as refusal:
        return render(request, "accounts/link_refused.html", {"message": str(refusal)}, status=410)
    context = {"form": form, "person": user}
    return render(
        request, "accounts/set_password.html", context, status=422 if form.is_bound else 200
    )


def forgotten_password(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_password.html")


# --- Other people's accounts


@login_required
def people(request: Asked) -> HttpResponse:
    permissions.require_manager(request.actor)
    words = request.GET.get("q", "")[:80]
    found = permissions.reached(request.actor, User.objects.named_like(words))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "words": words})


@login_required
def create_account(request: Asked) -> HttpResponse:
    permissions.require_manager(request.actor)
    form = AccountForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.create_account(by=request.actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return _with_link(request, made, services.invitation_key(made))
    return render(
        request,
        "accounts/account_create.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
def person(request: Asked, user_id: int) -> HttpResponse:
    return _person_page(request, _reached_or_404(request, user_id))


@login_required
@require_POST
def invite(request: Asked, user_id: int) -> HttpResponse:
    user = _reached_or_404(request, user_id)
    try:
        key = services.invite(user, by=request.actor)
    except services.AccountRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:person", user.pk)
    return _with_link(request, user, key)


@login_required
@require_POST
def correct_name(request: Asked, user_id: int) -> HttpResponse:
    user = _reached_or_404(request, user_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, name_form=form, status=422)
    services.correct_name(user, form.cleaned_data["full_name"], by=request.actor)
    messages.success(request, _("Đã sửa họ và tên."))
    return redirect("accounts:person", user.pk)


@login_required
@require_POST
def deactivate(request: Asked, user_id: int) -> HttpResponse:
    user = services.deactivate_account(_reached_or_404(request, user_id), by=request.actor)
    messages.success(request, _("Đã đóng tài khoản. Việc đã làm vẫn giữ nguyên tên đồng chí ấy."))
    return redirect("accounts:person", user.pk)


@login_required
@require_POST
def reactivate(request: Asked, user_id: int) -> HttpResponse:
    user = services.reactivate_account(_reached_or_404(request, user_id), by=request.actor)
    messages.success(request, _("Đã mở lại tài khoản. Đồng chí lập liên kết đặt mật khẩu."))
    return redirect("accounts:person", user.pk)


@login_required
@require_POST
def remove_second_factors(request: Asked, user_id: int) -> HttpResponse:
    user = _reached_or_404(request, user_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.remove_second_factors(user, by=request.actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Đã bỏ lớp xác thực thứ hai của đồng chí ấy."))
            return redirect("accounts:person", user.pk)
    return _person_page(request, user, reason_form=form, status=422)


def _reached_or_404(request: Asked, user_id: int) -> User:
    permissions.require_manager(request.actor)
    found: User = get_object_or_404(
        permissions.reached(request.actor, User.objects.all()), pk=user_id
    )
    return found


def _person_page(
    request: Asked,
    user: User,
    *,
    name_form: NameForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": user,
        "factors": Authenticator.objects.filter(user=user).count(),
        "name_form": name_form or NameForm(initial={"full_name": user.full_name}),
        "reason_form": reason_form or ReasonForm(),
    }
    return render(request, "accounts/person.html", context, status=status)


def _with_link(request: Asked, user: User, key: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:set_password", args=[key]))
    response = render(request, "accounts/invited.html", {"person": user, "address": address})
    response.headers["Cache-Control"] = "no-store"
    return response


# --- The server's administrator


@login_required
@never_cache
def server(request: Asked) -> HttpResponse:
    """Ask, with a reason, to see personal data for thirty minutes. Opens nothing by itself."""
    if not request.user.is_administrator:
        raise PermissionDenied(_("Trang này chỉ dành cho quản trị viên máy chủ."))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            until = services.enter_personal_mode(request.user, form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error("reason", str(refusal))
        else:
            request.session[PERSONAL_MODE] = until.isoformat()
            return redirect("accounts:server")
    return render(
        request,
        "accounts/server.html",
        {"form": form, "until": personal_mode_until(request)},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_POST
def leave_personal_mode(request: Asked) -> HttpResponse:
    request.session.pop(PERSONAL_MODE, None)
    return redirect("accounts:server")


def personal_mode_until(request: HttpRequest) -> datetime | None:
    """Until when this session's administrator is in the personal mode; None once it is over."""
    written = request.session.get(PERSONAL_MODE)
    until = datetime.fromisoformat(written) if written else None
    return until if until and timezone.now() < until else None


# --- The organisation's own identity provider


def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider by a page of our own.

    The policy keeps forms to this site, and browsers hold a form's redirects to it too.
    """
    try:
        response: Any = openid_views.login(request, provider_id)
    except requests.RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)
    address = response.headers.get("Location", "")
    if urlsplit(address).netloc not in ("", request.get_host()):
        return render(request, "socialaccount/login_redirect.html", {"redirect_to": address})
    return response
