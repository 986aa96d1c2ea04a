"""The second lock on what names people at a meeting.

A roll is seen in reach and by each person for their own seat. What was said and decided is seen in
reach, by the members of the cell that meets, and by whoever was invited.
"""

from django.db import migrations

from sotay.organisations import locking

SHEET = ["field", "change", "minutes"]
INVITED = (
    "meeting_id IN (SELECT own.meeting_id FROM meetings_invitation own"
    f" WHERE own.member_id = {locking.MY_MEMBER})"
)
TAKING_PART = f"({locking.in_reach()} OR organisation_id = {locking.MY_CELL} OR {INVITED})"
OWN_SEAT = f"({locking.in_reach()} OR member_id = {locking.MY_MEMBER})"


def tables():
    yield "meetings_invitation", OWN_SEAT
    for name in SHEET:
        yield f"meetings_{name}", TAKING_PART


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_initial"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(
                locking.labels(table) + locking.policies(table, seen) for table, seen in tables()
            ),
            "".join(locking.no_policies(table) + locking.no_labels(table) for table, _ in tables()),
        )
    ]
