"""The second lock on dues: a person's rows are for that person and for those who keep them.

Narrower than the register: an office above the cell reaches members, and still not what one of
them earns. So the policies ask for an office held in the very organisation of the row, or for the
sight of the whole tree, which only the system's own acts have.
"""

from django.db import migrations

from sotay.organisations.locking import ME, MY_MEMBER, labels, no_labels, no_policies, policies

TABLES = ["basis", "relief", "due", "receipt", "payment", "advice"]
WRITTEN_BY_MEMBER = ["basis", "advice"]

SYSTEM = "((SELECT nullif(current_setting('app.spans', true), '')) = '{(,)}')"
KEEPER = f"""(organisation_id IN (
    SELECT held.organisation_id FROM organisations_grant held
    JOIN organisations_office office ON office.id = held.office_id
    WHERE held.user_id = {ME} AND (office.code = 'secretary' OR office.code = 'deputy')
      AND held.superseded_at IS NULL
      AND held.valid_from <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
      AND (held.valid_to IS NULL
           OR held.valid_to > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)))"""
OWN = f"(member_id = {MY_MEMBER})"
KEPT = f"({SYSTEM} OR {KEEPER})"
SEEN = f"({SYSTEM} OR {KEEPER} OR {OWN})"


def lock(table: str) -> str:
    written = SEEN if table in WRITTEN_BY_MEMBER else KEPT
    return policies(f"dues_{table}", SEEN, written, SYSTEM)


class Migration(migrations.Migration):
    dependencies = [("dues", "0001_initial"), ("members", "0015_one_index_of_cells")]

    operations = [
        migrations.RunSQL(
            "".join(labels(f"dues_{table}") for table in TABLES),
            "".join(no_labels(f"dues_{table}") for table in TABLES),
        ),
        migrations.RunSQL(
            "".join(lock(table) for table in TABLES),
            "".join(no_policies(f"dues_{table}") for table in TABLES),
        ),
    ]
