"""Every write of notices: telling, taking back, reading, and what leaves the house."""

from sotay.notices.services.choosing import Chosen, as_person, choose, chosen
from sotay.notices.services.mailing import mail_notices
from sotay.notices.services.opening import of_everybody
from sotay.notices.services.pushing import push_notices, subscribe, unsubscribe
from sotay.notices.services.telling import (
    forget,
    lay_to_rest,
    read_notices,
    reword,
    take_back,
    tell,
)

__all__ = [
    "Chosen",
    "as_person",
    "choose",
    "chosen",
    "forget",
    "lay_to_rest",
    "mail_notices",
    "of_everybody",
    "push_notices",
    "read_notices",
    "reword",
    "subscribe",
    "take_back",
    "tell",
    "unsubscribe",
]
