from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "sotay.ui"

    def ready(self) -> None:
        # Every form says what is missing in the house's own words.
        Field.default_error_messages["required"] = _("Còn thiếu. Đồng chí điền hoặc chọn ở đây.")
