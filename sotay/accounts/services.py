"""Acts on accounts: one's own preferences, sessions and tokens; other people's accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sotay.accounts import permissions
from sotay.accounts.models import ApiToken, User
from sotay.accounts.rules import (
    INVITATION_LIFE,
    LANGUAGES,
    LONGEST_TOKEN_DAYS,
    PERSONAL_MODE_LIFE,
    is_use_worth_writing,
)
from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc, tidy
from sotay.ui.frame import TEXT_SIZES

TOKEN_MARK = "sotay_"  # noqa: S105 - lets a key that leaked into a text be recognised
INVITATION_SALT = "accounts.invitation"


class AccountRefused(RuleBroken):
    """The act on an account cannot be done as asked; the message is fit to show."""


class LinkRefused(RuleBroken):
    """A link that no longer opens: used, run out, altered, or its account is closed."""


@dataclass(frozen=True)
class OwnHand:
    """Somebody acting on their own account, before or without any office."""

    user: User | None
    purpose: str = ""


# --- One's own account


def keep_preferences(user: User, **given: Any) -> User:
    """Set any of ``text_size`` (percent), ``language``, ``email``, ``mail_reminders``.

    What is not given stays.

    :raises BadInput: a value that is not one of those offered, or no e-mail address
    """
    if "text_size" in given and given["text_size"] not in TEXT_SIZES:
        raise BadInput(_("Cỡ chữ chỉ có 100, 125, 150 hoặc 175\u00a0%. Đồng chí chọn một mức."))
    if "language" in given and given["language"] not in LANGUAGES:
        raise BadInput(_("Ngôn ngữ chỉ có tiếng Việt hoặc tiếng Anh. Đồng chí chọn một."))
    if "email" in given:
        given["email"] = _checked_email(given["email"])
    fields = ("text_size", "language", "email", "mail_reminders")
    changed = [name for name in fields if name in given and getattr(user, name) != given[name]]
    if changed:
        for name in changed:
            setattr(user, name, given[name])
        user.save(update_fields=changed)
    if "email" in changed:
        audit.record(OwnHand(user), "accounts.change_email", user)
    return user


def end_session(user: User, session: UserSession) -> None:
    """Sign one of the user's machines out."""
    with transaction.atomic():
        audit.record(OwnHand(user), "accounts.end_session", user, session=session.pk)
        session.end()


# --- Keys for programs


def digest_of(key: str) -> str:
    """The form in which a key is kept: SHA-256, hexadecimal. Keys are random: no salt needed."""
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(
    user: User, *, name: str, scope: str, days: int, moment: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a key that acts as ``user`` for ``days`` from now; return it with its only showing.

    :raises BadInput: no name, an unknown scope, or days outside 1 … 366
    """
    name = tidy(name)
    if not name or len(name) > 80:
        raise BadInput(_("Đồng chí đặt tên cho mã truy cập, không quá 80 ký tự."))
    if scope not in ApiToken.Scope.values:
        raise BadInput(_("Quyền của mã chỉ là “read” (chỉ đọc) hoặc “write” (đọc và ghi)."))
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise BadInput(
            _("Mã dùng được từ 1 đến %(longest)s ngày. Đồng chí sửa lại số ngày.")
            % {"longest": LONGEST_TOKEN_DAYS}
        )
    made_at = moment or timezone.now()
    key = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(key),
        scope=scope,
        created_at=made_at,
        expires_at=made_at + timedelta(days=days),
    )
    audit.record(OwnHand(user), "accounts.create_token", token, scope=scope, days=days)
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, moment: datetime | None = None) -> ApiToken:
    """Close a key for good. Closing a closed one changes nothing."""
    if token.user_id != by.pk:
        raise PermissionDenied(_("Mã này không phải của đồng chí."))
    if token.revoked_at is None:
        token.revoked_at = moment or timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(OwnHand(by), "accounts.revoke_token", token)
    return token


def token_for(key: str, moment: datetime) -> ApiToken | None:
    """The usable token whose key this is, its use written down; None where there is none."""
    token = (
        ApiToken.objects.usable(moment).select_related("user").filter(digest=digest_of(key)).first()
    )
    if token and is_use_worth_writing(token.last_used_at, moment):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
        token.last_used_at = moment
    return token


# --- Other people's accounts


@transaction.atomic
def create_account(username: str, full_name: str, email: str, *, by: Any) -> User:
    """Make an account without a password; its person sets one from the link of :func:`invite`.

    ``by`` is the acting officer (anything with ``user`` and ``can``).

    :raises PermissionDenied: no office of ``by`` allows ``accounts.manage``
    :raises BadInput: a name is missing or unusable
    :raises AccountRefused: the sign-in name is taken, in any case of its letters
    """
    permissions.require_manager(by)
    username, full_name = tidy(username), tidy(full_name)
    if not username or len(username) > 80 or " " in username:
        raise BadInput(
            _("Tên đăng nhập không để trống, không có khoảng trắng, không quá 80 ký tự.")
        )
    if not full_name or len(full_name) > 120:
        raise BadInput(_("Đồng chí ghi họ và tên, không quá 120 ký tự."))
    email = _checked_email(email)
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(username, full_name, email=email)
    except IntegrityError:
        raise AccountRefused(
            _("Tên đăng nhập “%(username)s” đã có người dùng. Đồng chí chọn tên khác.")
            % {"username": username}
        ) from None
    audit.record(by, "accounts.create", user)
    return user


def invite(user: User, *, by: Any) -> str:
    """A key that lets the person of ``user`` set a password, once, within three days.

    The page is ``accounts:set_password``; handing the address over is the officer's affair.

    :raises PermissionDenied: the account is not for ``by`` to manage
    :raises AccountRefused: the account is closed
    """
    permissions.require_reach(by, user)
    if not user.is_active:
        raise AccountRefused(
            _("Tài khoản này đã đóng. Đồng chí mở lại tài khoản trước khi lập liên kết.")
        )
    audit.record(by, "accounts.invite", user)
    return invitation_key(user)


def invitation_key(user: User) -> str:
    return signing.dumps({"user": user.pk, "state": _state(user)}, salt=INVITATION_SALT)


def invited(key: str) -> User:
    """The account a link is for, as long as it opens.

    :raises LinkRefused: used, run out, altered, or the account is closed
    """
    try:
        told = signing.loads(key, salt=INVITATION_SALT, max_age=INVITATION_LIFE)
    except signing.SignatureExpired:
        raise LinkRefused(
            _(
                "Liên kết này đã quá 3 ngày. Đồng chí đề nghị cán bộ quản lý tài khoản lập"
                " liên kết mới."
            )
        ) from None
    except signing.BadSignature:
        raise LinkRefused(
            _("Liên kết không đúng. Đồng chí chép lại cả địa chỉ, từ đầu đến cuối.")
        ) from None
    user: User | None = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or not secrets.compare_digest(told["state"], _state(user)):
        raise LinkRefused(
            _(
                "Liên kết này đã dùng rồi. Đồng chí đăng nhập bằng mật khẩu đã đặt, hoặc đề nghị"
                " cán bộ quản lý tài khoản lập liên kết mới."
            )
        )
    return user


@transaction.atomic
def set_password(key: str, password: str) -> User:
    """Set the password of the account a link is for. Its other sessions end, and so does the link.

    :raises LinkRefused: the link does not open
    :raises BadInput: the password is too weak; the message says what to mend
    """
    user = invited(key)
    user = User.objects.select_for_update().get(pk=user.pk)
    if invited(key) != user:  # somebody else used the link while this request waited
        raise LinkRefused(_("Liên kết này đã dùng rồi."))
    try:
        validate_password(nfc(password), user)
    except ValidationError as weak:
        raise BadInput(" ".join(weak.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    reset(username=user.username.lower())
    audit.record(OwnHand(user), "accounts.set_password", user)
    return user


@transaction.atomic
def correct_name(user: User, full_name: str, *, by: Any) -> User:
    """Write the person's name as their papers have it.

    :raises PermissionDenied: the account is not for ``by`` to manage
    :raises BadInput: the name is missing or too long
    """
    permissions.require_reach(by, user)
    user.full_name = tidy(full_name)
    if not user.full_name or len(user.full_name) > 120:
        raise BadInput(_("Đồng chí ghi họ và tên, không quá 120 ký tự."))
    user.clean()
    user.save(update_fields=["full_name", "sort_key"])
    audit.record(by, "accounts.correct_name", user)
    return user


@transaction.atomic
def deactivate_account(user: User, *, by: Any) -> User:
    """Close an account: nobody signs in to it, its sessions end, its tokens are revoked.

    What the person did stays under their name. Closing a closed account changes nothing.

    :raises PermissionDenied: the account is not for ``by`` to manage
    """
    permissions.require_reach(by, user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        revoked = ApiToken.objects.filter(user=user, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        sessions = list(UserSession.objects.filter(user=user))
        for session in sessions:
            session.end()
        audit.record(by, "accounts.deactivate", user, tokens=revoked, sessions=len(sessions))
    return user


@transaction.atomic
def reactivate_account(user: User, *, by: Any) -> User:
    """Open a closed account again, without a password: its person needs a new link.

    :raises PermissionDenied: the account is not for ``by`` to manage
    """
    permissions.require_reach(by, user)
    if not user.is_active:
        user.is_active = True
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        audit.record(by, "accounts.reactivate", user)
    return user


@transaction.atomic
def remove_second_factors(user: User, *, by: Any, reason: str) -> int:
    """Take away every second factor of a person who lost theirs; return how many.

    :raises PermissionDenied: the account is not for ``by`` to manage
    :raises BadInput: no reason given
    """
    permissions.require_reach(by, user)
    if len(tidy(reason)) < 10:
        raise BadInput(_("Đồng chí ghi rõ lý do, ít nhất 10 ký tự."))
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    audit.record(by, "accounts.remove_second_factors", user, removed=removed, reason=tidy(reason))
    return removed


# --- The server's administrator


def enter_personal_mode(user: User, reason: str, *, moment: datetime | None = None) -> datetime:
    """Write down that the administrator asks to see personal data, and why; return until when.

    This opens nothing by itself. The end, thirty minutes on, belongs in the session.

    :raises PermissionDenied: not an administrator of the server
    :raises BadInput: no reason given
    """
    if not user.is_administrator:
        raise PermissionDenied(_("Trang này chỉ dành cho quản trị viên máy chủ."))
    if len(tidy(reason)) < 10:
        raise BadInput(_("Đồng chí ghi rõ lý do, ít nhất 10 ký tự."))
    until = (moment or timezone.now()) + PERSONAL_MODE_LIFE
    audit.record(
        OwnHand(user),
        "accounts.enter_personal_mode",
        user,
        reason=tidy(reason)[:500],
        until=until,
    )
    return until


def _checked_email(email: str) -> str:
    email = tidy(email)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadInput(
                _("“%(email)s” không phải địa chỉ thư điện tử. Đồng chí kiểm tra lại.")
                % {"email": email[:60]}
            ) from None
        if len(email) > 254:
            raise BadInput(_("Địa chỉ thư điện tử dài quá 254 ký tự."))
    return email


def _state(user: User) -> str:
    """Changes as soon as the password does, so a link opens once."""
    return salted_hmac(INVITATION_SALT, f"{user.pk}:{user.password}").hexdigest()[:32]
