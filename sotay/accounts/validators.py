"""The password rules of Django, told in our own sentences."""

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _


class MinimumLengthValidator(django_rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn: cần ít nhất %(count)s ký tự.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("Ít nhất %(count)s ký tự; một câu dài dễ nhớ là tốt nhất.") % {
            "count": self.min_length
        }


class CommonPasswordValidator(django_rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu này nhiều người dùng, dễ đoán. Đồng chí chọn mật khẩu khác.")

    def get_help_text(self) -> str:
        return _("Không dùng mật khẩu hay gặp.")


class UserAttributeSimilarityValidator(django_rules.UserAttributeSimilarityValidator):
    """Compares with the names and the address this system knows."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name", "email"))

    def get_error_message(self) -> str:
        return _("Mật khẩu gần giống tên hoặc thư điện tử của đồng chí. Đồng chí chọn cái khác.")

    def get_help_text(self) -> str:
        return _("Không giống tên đăng nhập, họ tên hay thư điện tử.")
