"""What waits for a juror, for the home pages."""

from django.db.models import Exists, OuterRef

from sotay.contests.models import Entry, Score
from sotay.organisations.access import Actor


def to_score(actor: Actor) -> int:
    """How many works wait for this juror's score; 0 for all others. One statement."""
    scored = Score.objects.filter(entry=OuterRef("pk"), juror__user=actor.user.pk)
    return Entry.objects.judged_by(actor).filter(~Exists(scored)).count()
