"""The second lock on an award: the wall between works and where they come from.

Narrower than the register. Whose a work is, who judges and what each gave is seen by an office held
in the very committee that keeps the round, and never by one who judges it; by those who submitted,
for their own; by a juror, for their own scores. An office above the committee sees none of it. The
whole tree is open only to the system's own acts.

No policy may ask a table whose policy asks back: juror asks nobody; origin asks juror; the others
ask origin and juror.
"""

from django.db import migrations

from sotay.organisations.locking import ME, MY_MEMBER, labels, no_labels, no_policies, policies

SYSTEM = "((SELECT nullif(current_setting('app.spans', true), '')) = '{(,)}')"
TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
# Each by itself: a list would read otherwise after a restore.
SPEAKERS = " OR ".join(
    f"office.code = '{code}'" for code in ("secretary", "leader", "deputy", "officer")
)


def held(column):
    """An office held today in the very organisation, one that may speak for it."""
    return f"""{column} IN (
        SELECT held.organisation_id FROM organisations_grant held
        JOIN organisations_office office ON office.id = held.office_id
        WHERE held.user_id = {ME} AND ({SPEAKERS})
          AND held.superseded_at IS NULL AND held.valid_from <= {TODAY}
          AND (held.valid_to IS NULL OR held.valid_to > {TODAY}))"""


JUDGED = f"(SELECT seat.round_id FROM contests_juror seat WHERE seat.user_id = {ME})"
SEATS = f"(SELECT seat.id FROM contests_juror seat WHERE seat.user_id = {ME})"
KEPT = f"({SYSTEM} OR ({held('organisation_id')} AND round_id NOT IN {JUDGED}))"
SUBMITTED = f"(submitted_by_id = {ME} OR {held('place_id')})"
OWN_WORK = "{column} IN (SELECT mine.entry_id FROM contests_origin mine)"
BARRED = """EXISTS (SELECT FROM contests_conflict bar
    WHERE bar.juror_id = contests_score.juror_id AND bar.entry_id = contests_score.entry_id)"""
IN_SCORING = "round_id IN (SELECT open.id FROM contests_round open WHERE open.state = 'scoring')"
PUBLISHED = "round_id IN (SELECT told.id FROM contests_round told WHERE told.state = 'published')"

# table: who reads, who writes, who removes
LOCKS = {
    "juror": (
        f"({SYSTEM} OR user_id = {ME} OR {held('organisation_id')})",
        f"({SYSTEM} OR {held('organisation_id')})",
        f"({SYSTEM} OR {held('organisation_id')})",
    ),
    "origin": (f"({KEPT} OR {SUBMITTED})", f"({KEPT} OR {SUBMITTED})", SYSTEM),
    "entry": (
        f"({KEPT} OR {OWN_WORK.format(column='id')}"
        f" OR (state = 'accepted' AND round_id IN {JUDGED}))",
        f"({KEPT} OR {OWN_WORK.format(column='id')})",
        SYSTEM,
    ),
    "author": (
        f"({KEPT} OR {OWN_WORK.format(column='entry_id')} OR member_id = {MY_MEMBER})",
        KEPT,
        SYSTEM,
    ),
    "conflict": (
        f"({KEPT} OR juror_id IN {SEATS})",
        f"({KEPT} OR juror_id IN {SEATS})",
        KEPT,
    ),
    "score": (
        f"({KEPT} OR juror_id IN {SEATS})",
        f"({SYSTEM} OR (juror_id IN {SEATS} AND {IN_SCORING} AND NOT {BARRED}))",
        SYSTEM,
    ),
    "result": (
        f"({KEPT} OR ({PUBLISHED} AND {OWN_WORK.format(column='entry_id')}))",
        KEPT,
        SYSTEM,
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0001_initial"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(labels(f"contests_{table}") for table in LOCKS)
            + "".join(policies(f"contests_{table}", *lock) for table, lock in LOCKS.items()),
            "".join(no_policies(f"contests_{table}") for table in LOCKS)
            + "".join(no_labels(f"contests_{table}") for table in LOCKS),
        )
    ]
