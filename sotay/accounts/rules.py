"""What is fixed about accounts: languages, lives of keys and links, what a scope allows."""

from datetime import datetime, timedelta

LANGUAGES = ("vi", "en")
LONGEST_TOKEN_DAYS = 366
TOKEN_USE_STEP = timedelta(minutes=1)  # ``last_used_at`` is written no more often than this
INVITATION_LIFE = timedelta(days=3)
PERSONAL_MODE_LIFE = timedelta(minutes=30)

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def scope_allows(scope: str, method: str) -> bool:
    """Whether a token of ``scope`` ("read" or "write") may call with this HTTP method."""
    return scope == "write" or method.upper() in READING


def is_use_worth_writing(last_used_at: datetime | None, moment: datetime) -> bool:
    """Whether the use of a token at ``moment`` is to be written down again."""
    return last_used_at is None or moment - last_used_at >= TOKEN_USE_STEP


# What a browser calls itself holds the names of those it descends from: the narrower name first.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def machine(user_agent: str) -> tuple[str, str]:
    """Browser and system by what the browser calls itself; empty where it does not tell."""
    found = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return found[0], found[1]
