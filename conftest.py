"""Databases and small worlds for every test.

One template database is made from the migrations; each test process works in a copy, connected as
the role that answers requests, so row-level security is on in every test.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as tries

from sotay.testing import databases

pytest_plugins = ["sotay.testing.worlds"]

# A busy machine is no fault of what is tested: no test is timed.
tries.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
tries.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Point both connections at a fresh copy of the template, and drop it at the end."""
    from django.db import connections

    with databases.template() as (owner, template):
        name = f"sotay_test_{os.getpid()}"
        databases.copy(owner, template, name)
        before = {alias: settings.DATABASES[alias]["NAME"] for alias in ("default", "owner")}
        for alias in before:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        try:
            yield
        finally:
            with django_db_blocker.unblock():
                for alias, old in before.items():
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = old
            databases.drop(owner, name)
