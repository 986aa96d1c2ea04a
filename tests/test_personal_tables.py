"""No table with personal data is forgotten: each is locked by policies, or open for a reason here.

Tables are found, not listed: every table of ``members`` and of ``notices``, any that points to a
member, and any that carries the label of row-level security.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from sotay.core.database import roles
from sotay.members import services
from sotay.members.models import Gender
from sotay.organisations.access import Actor, acting_for
from sotay.web import doctor

pytestmark = pytest.mark.django_db

OPEN = {
    "members_segment": "categories and days without a name; whose they are, no request may read",
    "members_totalbearer": "which organisations keep totals: no people",
    "members_totalcheckpoint": "sums over organisations of 2,000 members and more",
    "members_totaldelta": "changes of those sums",
    "members_totalqueue": "which organisations are to be summed again: slots and numbers",
    "members_importprogress": "how many lines of a list are done: no names",
    "members_headingmemory": "what the columns of an office's lists mean: no lines of them",
}
COMMANDS = ["DELETE", "INSERT", "SELECT", "UPDATE"]


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def found() -> set[str]:
    of_the_app = {
        model._meta.db_table
        for app in ("members", "notices")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    pointing = rows(
        "SELECT conrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = 'members_member'::regclass"
    )
    labelled = rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE column_name = 'org_lft' AND table_schema = 'public'"
    )
    return of_the_app | {str(name) for (name,) in [*pointing, *labelled]}


def locked() -> set[str]:
    """Row-level security enabled, and forced for the owner too, with a policy for each command."""
    forced = rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    policies: dict[str, list[str]] = {}
    for table, command in rows("SELECT tablename, cmd FROM pg_policies ORDER BY 1, 2"):
        policies.setdefault(str(table), []).append(str(command))
    return {str(name) for (name,) in forced if policies.get(str(name)) == COMMANDS}


def test_every_table_is_locked_or_open_for_a_reason() -> None:
    # More may be locked than is found: a table of one person's own doings, locked by person alone.
    assert found() - set(OPEN) <= locked()


def test_no_reason_is_kept_for_a_table_that_is_gone_or_locked() -> None:
    assert set(OPEN) <= found()
    assert set(OPEN) & locked() == set()


def test_the_doctor_looks_at_the_same_tables() -> None:
    named = {f"{app}_{name}" for app, names in doctor.PERSONAL.items() for name in names}
    assert named == locked()


def test_the_policies_of_every_table_let_nobody_through_without_an_office(
    world: SimpleNamespace, system: Actor, stranger: Actor
) -> None:
    def seen(table: str) -> bool:
        return rows(f'SELECT EXISTS (SELECT FROM "{table}")') == [(True,)]

    with acting_for(system):
        services.register_member(
            actor=system,
            cell=world.river,
            since=date(2020, 1, 1),
            facts={
                "full_name": "Trần Thị Ánh Nguyệt",
                "gender": Gender.FEMALE,
                "born_on": date(1980, 5, 19),
            },
        )
        filled = {table for table in locked() if seen(table)}
    assert filled >= {"members_member", "members_membership"}
    with acting_for(stranger):
        assert {table for table in locked() if seen(table)} == set()


@pytest.mark.parametrize("role", [roles.WEB, roles.WORKER])
def test_whose_a_segment_is_cannot_be_read(role: str) -> None:
    asked = "SELECT has_column_privilege(%s, 'members_segment', %s, 'SELECT')"
    assert rows(asked, role, "member_id") == [(False,)]
    assert rows(asked, role, "gender") == [(True,)]


def test_open_tables_have_no_column_about_a_person() -> None:
    personal = {"full_name", "other_name", "card_number", "citizen_id", "born_on", "home_place"}
    columns = rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ANY(%s)",
        list(OPEN),
    )
    assert {str(column) for (column,) in columns} & personal == set()
