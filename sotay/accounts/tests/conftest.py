"""People who can really sign in, and officers whose hand reaches some accounts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from sotay.accounts import permissions
from sotay.accounts.models import User

PASSWORD = "câu dài dễ nhớ 1975"


@pytest.fixture(scope="session")
def hashed() -> str:
    """One slow hash for all."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Rate limits live in the cache; no test inherits another's tries."""
    cache.clear()


@pytest.fixture
def an(db: Any, hashed: str) -> User:
    user: User = User.objects.create_user("an.tran", "Trần Thị An", email="an@vidu.vn")
    User.objects.filter(pk=user.pk).update(password=hashed)
    user.refresh_from_db()
    return user


@pytest.fixture
def an_client(an: User, client: Any) -> Any:
    client.force_login(an, backend="sotay.accounts.backends.AccountBackend")
    return client


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """The ids of the accounts an officer may act on; tests add to it."""
    ids: set[int] = set()
    monkeypatch.setattr(permissions, "_narrow", [lambda _actor, some: some.filter(pk__in=ids)])
    return ids
