"""Two people keep a few papers at hand, to be read without network."""

from sotay.demo.working import Year
from sotay.directives.models import Document
from sotay.directives.services import pin_document
from sotay.organisations.access import acting_for, actor_for

PINNED = 2


def tell(year: Year) -> None:
    """The member and the secretary of the logins pin the newest papers sent to them."""
    for name in ("member", "secretary"):
        if (user := year.logins.get(name)) is None:
            continue
        actor = actor_for(user, year.today)
        with acting_for(actor):
            papers = Document.objects.visible_to(actor).exclude(text="").exclude(state="draft")
            for paper in papers.order_by("-issued_on", "-id")[:PINNED]:
                pin_document(document=paper, actor=actor)
