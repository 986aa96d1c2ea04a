"""Every write of notices: telling, taking back, reading, and what leaves the house."""

from sotay.notices.services.mailing import mail_notices
from sotay.notices.services.telling import read_notices, take_back, tell

__all__ = ["mail_notices", "read_notices", "take_back", "tell"]
