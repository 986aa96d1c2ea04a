"""Forms of sign-in in our words, and those of the account page."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sotay.accounts import lockout
from sotay.accounts.models import ApiToken, User
from sotay.accounts.rules import LONGEST_TOKEN_DAYS
from sotay.core.text import nfc
from sotay.ui.frame import TEXT_SIZES

FILL_IN = {"required": _("Đồng chí điền ô này.")}
NOT_AN_ADDRESS = {"invalid": _("Đây không phải địa chỉ thư điện tử. Đồng chí kiểm tra lại.")}


class OurWords:
    """Puts our labels, hints and error sentences on a form that comes with its own."""

    words: dict[str, Any] = {}  # label by field
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages = {**field.error_messages, **FILL_IN}
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class PasswordTwice(OurWords):
    """Two new passwords that must be the same."""

    cleaned_data: dict[str, Any]

    def clean(self) -> Any:
        first, again = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if first and again and nfc(first) != nfc(again):
            self.add_error("password2", _("Hai lần gõ không giống nhau."))  # type: ignore[attr-defined]
        return self.cleaned_data


class LoginForm(OurWords, account_forms.LoginForm):
    words = {
        "login": _("Tên đăng nhập"),
        "password": _("Mật khẩu"),
        "remember": _("Giữ đăng nhập trên máy này 14 ngày"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_login(self) -> str:
        return nfc(super().clean_login())


NEW_PASSWORD = {"password1": _("Mật khẩu mới"), "password2": _("Gõ lại mật khẩu mới")}
PASSWORD_HINT = {
    "password1": _("Ít nhất 10 ký tự; một câu dài dễ nhớ là tốt nhất. Không giống tên đồng chí.")
}


class ChangePasswordForm(PasswordTwice, account_forms.ChangePasswordForm):
    words = {"oldpassword": _("Mật khẩu hiện nay"), **NEW_PASSWORD}
    hints = PASSWORD_HINT


class SetPasswordForm(PasswordTwice, account_forms.SetPasswordForm):
    words = NEW_PASSWORD
    hints = PASSWORD_HINT


class ReauthenticateForm(OurWords, account_forms.ReauthenticateForm):
    words = {"password": _("Mật khẩu")}


class CountedCode(OurWords):
    """A wrong code counts like a wrong password: the same number of tries, the same lockout."""

    words = {"code": _("Mã xác thực")}
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}

    def clean_code(self) -> str:
        request = context.request
        if lockout.is_locked(request, self.user.username):
            raise ValidationError(_("Đã thử sai quá nhiều lần. Đồng chí chờ rồi thử lại sau."))
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError:
            lockout.count_failure(request, self.user.username)
            raise


class AuthenticateForm(CountedCode, factor_forms.AuthenticateForm):
    hints = {"code": _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng 8 chữ số.")}


class ReauthenticateByCodeForm(CountedCode, factor_forms.ReauthenticateForm):
    hints = AuthenticateForm.hints


class ActivateTotpForm(OurWords, totp_forms.ActivateTOTPForm):
    words = {"code": _("Mã đang hiện trên ứng dụng")}
    hints = {"code": _("6 chữ số, đổi sau mỗi 30 giây.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class AddKeyForm(OurWords, key_forms.AddWebAuthnForm):
    words = {"name": _("Tên khóa, để phân biệt")}


class EditKeyForm(OurWords, key_forms.EditWebAuthnForm):
    words = {"name": _("Tên khóa")}


# --- The account page


class TextSizeForm(forms.Form):
    """The one choice that is made from a button on every page."""

    text_size = forms.TypedChoiceField(
        label=_("Cỡ chữ"),
        coerce=int,
        choices=[(size, f"{size}\u00a0%") for size in TEXT_SIZES],
        widget=forms.RadioSelect,
        error_messages=FILL_IN,
    )


class PreferencesForm(TextSizeForm):
    """Only what the person decides; the name is written by an officer, from papers."""

    language = forms.ChoiceField(
        label=_("Ngôn ngữ"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        widget=forms.RadioSelect,
        error_messages=FILL_IN,
    )
    email = forms.EmailField(label=_("Thư điện tử"), required=False, error_messages=NOT_AN_ADDRESS)
    mail_reminders = forms.BooleanField(label=_("Nhắc việc qua thư điện tử"), required=False)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Mã dùng cho việc gì"), max_length=80, error_messages=FILL_IN)
    scope = forms.ChoiceField(
        label=_("Quyền"),
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.READ,
        widget=forms.RadioSelect,
        error_messages=FILL_IN,
    )
    days = forms.IntegerField(
        label=_("Dùng được trong bao nhiêu ngày"),
        initial=90,
        min_value=1,
        max_value=LONGEST_TOKEN_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            **FILL_IN,
            "invalid": _("Đồng chí ghi một số nguyên."),
            "min_value": _("Ít nhất 1 ngày."),
            "max_value": _("Nhiều nhất 366 ngày."),
        },
    )


class AccountForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120, error_messages=FILL_IN)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        help_text=_("Không có khoảng trắng. Chữ hoa, chữ thường như nhau."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages=FILL_IN,
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages=NOT_AN_ADDRESS,
    )


class NameForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120, error_messages=FILL_IN)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
