"""The API driven from its own OpenAPI: whatever is sent, the answer is never a server error."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings

from sotay.accounts.models import ApiToken
from sotay.accounts.services import create_token
from sotay.api import api
from sotay.organisations.access import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz, pytest.mark.xdist_group("fuzz")]

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = WSGIHandler()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests stay in the test's own transaction: nothing closes its connection between them."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def key(world: SimpleNamespace, leader: Actor) -> str:
    """The widest rights a program can have in the small world."""
    _token, made = create_token(
        leader.user,
        name="fuzz",
        scope=ApiToken.Scope.WRITE,
        days=30,
        moment=timezone.now() - timedelta(hours=1),
    )
    return made


@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_never_a_server_error(case: Any, key: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code < 500, answer.text[:2000]
