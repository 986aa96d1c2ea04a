"""The second lock follows the categories of a juror: works seen and scores given are of these alone.

A juror named for no category judges the whole round, as before.
"""

from importlib import import_module

from django.db import migrations

before = import_module("sotay.contests.migrations.0002_row_level_security")
ME = before.ME

JUDGED = f"""(state = 'accepted' AND (
    round_id IN (SELECT seat.round_id FROM contests_juror seat
                 WHERE seat.user_id = {ME} AND seat.categories = '{{}}')
    OR category_id IN (SELECT unnest(seat.categories) FROM contests_juror seat
                       WHERE seat.user_id = {ME})))"""
OWN_WORK = before.OWN_WORK.format(column="id")
ENTRY = f"({before.KEPT} OR {OWN_WORK} OR {JUDGED})"

OF_A_CATEGORY = """EXISTS (SELECT FROM contests_juror seat
    JOIN contests_entry work ON work.id = contests_score.entry_id
    WHERE seat.id = contests_score.juror_id
      AND (seat.categories = '{}' OR work.category_id = ANY (seat.categories)))"""
SCORE = f"""({before.SYSTEM} OR (juror_id IN {before.SEATS} AND {before.IN_SCORING}
    AND NOT {before.BARRED} AND {OF_A_CATEGORY}))"""


def altered(entry, score):
    return f"""
ALTER POLICY reach_select ON contests_entry USING ({entry});
ALTER POLICY reach_insert ON contests_score WITH CHECK ({score});
ALTER POLICY reach_update ON contests_score USING ({score}) WITH CHECK ({score});
"""


class Migration(migrations.Migration):
    dependencies = [("contests", "0005_jurors_by_category")]

    operations = [
        migrations.RunSQL(
            altered(ENTRY, SCORE),
            altered(before.LOCKS["entry"][0], before.LOCKS["score"][1]),
        )
    ]
