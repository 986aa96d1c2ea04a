"""How sign-in behaves here: no open registration, an organisation's own identity provider."""

import base64
from functools import cache
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an officer, never by the visitor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã đóng."),
        "enter_current_password": _("Mật khẩu hiện nay chưa đúng. Đồng chí gõ lại."),
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng rồi. Đồng chí chờ mã mới rồi gõ lại."),
        "incorrect_password": _("Mật khẩu chưa đúng. Đồng chí gõ lại."),
        "too_many_login_attempts": _("Đã thử sai quá nhiều lần. Đồng chí chờ rồi thử lại sau."),
        "rate_limited": _("Đã gửi quá nhiều lần. Đồng chí chờ một phút rồi thử lại."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí gõ lại cả hai."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Passwords are counted by django-axes alone, in the database, across processes."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext("Dùng mật khẩu"),
            "mfa_reauthenticate": gettext("Dùng mã của ứng dụng xác thực, hoặc mã dự phòng"),
            "mfa_reauthenticate:webauthn": gettext("Dùng khóa bảo mật"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class ProviderAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in people who have an account already; it makes none."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": _("Danh tính này đã nối với một tài khoản khác."),
        "disconnect_last": _("Đây là cách đăng nhập duy nhất của đồng chí, không gỡ được."),
        "invalid_token": _("Hệ thống danh tính trả lời không hợp lệ. Đồng chí thử lại."),
        "no_password": _("Tài khoản chưa có mật khẩu, nên chưa gỡ được danh tính này."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse somebody no account is joined to, with a sentence that says what to do."""
        joining = sociallogin.state.get("process") == AuthProcess.CONNECT
        if not sociallogin.is_existing and not joining:
            raise ImmediateHttpResponse(
                render(request, "socialaccount/unknown_person.html", status=403)
            )


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: kept encrypted, named in our words, the last one not to be dropped."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Nơi này bắt buộc có lớp xác thực thứ hai. Đồng chí thêm cách khác trước khi bỏ cách"
            " này."
        ),
        "cannot_generate_recovery_codes": _(
            "Đồng chí bật ứng dụng xác thực hoặc thêm khóa bảo mật trước, rồi lập mã dự phòng."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def encrypt(self, text: str) -> str:
        """Under a key that is not in the database, so a copy of it opens no second factor."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The square as an element of the page: the policy allows no ``data:`` images."""
        square = qrcode.QRCode(border=4)
        square.add_data(url)
        square.make(fit=True)
        rows = square.get_matrix()
        dots = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" width="224" height="224" viewBox="0 0 {0} {0}" role="img"'
            ' aria-label="{1}" shape-rendering="crispEdges">'
            '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
            len(rows),
            gettext("Mã vuông để ứng dụng xác thực quét"),
            dots,
        )

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        return (
            not settings.SECOND_FACTOR_REQUIRED
            or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        )

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        taken = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Khóa số %(number)s") % {"number": taken + 1}

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


@cache
def _cipher(secret: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"sotay second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
