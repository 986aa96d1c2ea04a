"""Who acts in the benchmark: an officer of the top organisation, with real offices and policies."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from sotay.bench.sizes import FIRST_DAY
from sotay.organisations.access import Actor, actor_for
from sotay.organisations.models import Grant, Office, Organisation


def officer() -> Actor:
    """Officer, secretary and leader of the root: reaches everything, through the policies."""
    users = get_user_model().objects
    user = users.filter(username="bench").first()
    if user is None:
        user = users.create_user("bench", "Người đo thử")
        root = Organisation.objects.get(code="D1")
        for code in ("officer", "leader", "secretary"):
            Grant.objects.create(
                user=user,
                organisation=root,
                office=Office.objects.get(code=code),
                valid_from=FIRST_DAY,
            )
    return actor_for(user, timezone.localdate())
