from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sotay.accounts"

    def ready(self) -> None:
        from sotay.accounts import listeners  # noqa: F401 - importing it begins the listening
