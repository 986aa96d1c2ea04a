from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "sotay.followups"

    def ready(self) -> None:
        from sotay.followups import cards, listeners

        listeners.listen()
        cards.register()
