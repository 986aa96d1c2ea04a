"""Bounds of a piece of news, and how its readers are counted without being known."""

import hashlib
import hmac
from uuid import UUID

TITLE_LENGTH = 200
WORDS_LENGTH = 20_000
SENTENCE_LENGTH = 500  # of a reason, or of what was corrected
MOST_FILES = 10


def mark(secret: bytes, news_id: int, user_id: int) -> UUID:
    """A reader's mark on one piece of news: the same each time, and nobody's without the secret.

    Different for every piece, so that marks of one person cannot be laid side by side.
    """
    told = f"{news_id}:{user_id}".encode()
    return UUID(bytes=hmac.new(secret, told, hashlib.sha256).digest()[:16])


def published_count(count: int, step: int) -> int:
    """What is shown of a number of readers: the last full step; 0 means that nothing is shown.

    In steps, so that whoever watches the figure does not see one person's reading move it.
    """
    return count - count % step
