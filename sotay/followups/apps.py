from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "sotay.followups"

    def ready(self) -> None:
        from sotay.followups import cards, listeners
        from sotay.followups.services import noticing

        listeners.listen()
        cards.register()
        noticing.register()
