"""A member's own submission is theirs alone: the heads of their cell do not speak for it.

The policies of works, authors and results ask this one, so they follow.
"""

from importlib import import_module

from django.db import migrations

before = import_module("sotay.contests.migrations.0002_row_level_security")

SUBMITTED = f"(submitted_by_id = {before.ME} OR (NOT by_author AND {before.held('place_id')}))"


def altered(submitted: str) -> str:
    lock = f"({before.KEPT} OR {submitted})"
    return f"""
ALTER POLICY reach_select ON contests_origin USING ({lock});
ALTER POLICY reach_insert ON contests_origin WITH CHECK ({lock});
ALTER POLICY reach_update ON contests_origin USING ({lock}) WITH CHECK ({lock});
"""


class Migration(migrations.Migration):
    dependencies = [("contests", "0002_row_level_security")]

    operations = [migrations.RunSQL(altered(SUBMITTED), altered(before.SUBMITTED))]
