"""Every write of news."""

from sotay.news.services.correcting import Change, correct_news
from sotay.news.services.publishing import publish_news, withdraw_news
from sotay.news.services.reading import open_news, readers
from sotay.news.services.writing import (
    NewNews,
    attach,
    change_news,
    detach,
    write_news,
)

__all__ = [
    "Change",
    "NewNews",
    "attach",
    "change_news",
    "correct_news",
    "detach",
    "open_news",
    "publish_news",
    "readers",
    "withdraw_news",
    "write_news",
]
