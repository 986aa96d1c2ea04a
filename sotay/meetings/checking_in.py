"""The code on the room's screen: whoever carries it stands in the room."""

from django.core import signing

from sotay.meetings.models import Meeting

TOKEN_SALT = "sotay.meetings.here"  # noqa: S105 - names the use of a signature
TOKEN_HOURS = 12


def here_token(meeting: Meeting) -> str:
    """What the code on the room's screen carries: good for this meeting, for some hours."""
    return signing.dumps(meeting.pk, salt=TOKEN_SALT, compress=True)


def is_from_the_room(token: str, meeting: Meeting) -> bool:
    try:
        return bool(signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_HOURS * 3600) == meeting.pk)
    except signing.BadSignature:
        return False
