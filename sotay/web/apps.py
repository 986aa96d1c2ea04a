from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sotay.web"

    def ready(self) -> None:
        from sotay.web import feeds

        feeds.feed()
