"""A database address as people write it, turned into what Django asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit


@dataclass(frozen=True)
class Address:
    """Host, port, database and login of one PostgreSQL connection."""

    host: str
    port: int
    name: str
    user: str
    password: str

    @classmethod
    def of_django(cls, settings: Mapping[str, Any]) -> "Address":
        """The address in one entry of Django's ``DATABASES``."""
        return cls(
            settings["HOST"],
            int(settings["PORT"]),
            settings["NAME"],
            settings["USER"],
            settings["PASSWORD"],
        )

    def as_django(self) -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or 5432
    except ValueError:
        raise ValueError("DATABASE_URL has a port that is no number up to 65535") from None


def parse_url(url: str) -> Address:
    """Read ``postgresql://user:password@host:port/name``.

    :raises ValueError: another scheme, or a part is missing; the sentence names the part
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    for part, value in (
        ("host", parts.hostname),
        ("user", parts.username),
        ("database name", parts.path.strip("/")),
    ):
        if not value:
            raise ValueError(
                f"DATABASE_URL has no {part}: postgresql://user:password@host:port/name"
            )
    return Address(
        host=str(parts.hostname),
        port=_port(parts),
        name=parts.path.strip("/"),
        user=unquote(str(parts.username)),
        password=unquote(parts.password or ""),
    )
