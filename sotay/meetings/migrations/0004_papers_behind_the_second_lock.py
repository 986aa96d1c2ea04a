"""Papers name people as minutes do: seen by who takes part, and in reach."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from sotay.organisations import locking

before = import_module("sotay.meetings.migrations.0002_row_level_security")
TABLE = "meetings_meetingpaper"
FILLED = f"""
UPDATE {TABLE} paper SET organisation_id = meeting.organisation_id, org_lft = org.lft
FROM meetings_meeting meeting
JOIN organisations_organisation org ON org.id = meeting.organisation_id
WHERE meeting.id = paper.meeting_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def organisation(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisations.organisation",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_called"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.AddField("meetingpaper", "organisation", organisation(null=True)),
        migrations.AddField(
            "meetingpaper", "org_lft", models.BigIntegerField(default=0, editable=False)
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.AlterField("meetingpaper", "organisation", organisation()),
        migrations.RunSQL(
            locking.labels(TABLE) + locking.policies(TABLE, before.TAKING_PART),
            locking.no_policies(TABLE) + locking.no_labels(TABLE),
        ),
    ]
