from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "sotay.proposals"

    def ready(self) -> None:
        from sotay.proposals import sources
        from sotay.proposals.services import telling

        sources.register()
        telling.register()
