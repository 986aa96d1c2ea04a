from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "sotay.news"

    def ready(self) -> None:
        from sotay.news.services import publishing

        publishing.register()
