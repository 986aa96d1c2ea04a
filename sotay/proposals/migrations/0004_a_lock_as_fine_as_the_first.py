"""The second lock made as fine as the first: the office must be held in the very organisation.

The ranges of the tree open nothing here, because an office above a committee reaches its members and
still does not read what was written to it. A proposal opens to its author, to the offices that answer
in the organisation it is addressed to or that gives a part, and to whoever brings its receipt code;
a published answer, to everybody on the line of the committee that published it. The whole tree, which
only the system's own acts and counts open, sees all.
"""

from django.db import migrations

from sotay.organisations.locking import ME, no_policies, policies

TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
SYSTEM = "((SELECT nullif(current_setting('app.spans', true), '')) = '{(,)}')"
RECEIPT = "(SELECT nullif(current_setting('app.receipt', true), ''))"
GRANTS = f"""organisations_grant held
    JOIN organisations_office office ON office.id = held.office_id
    WHERE held.user_id = {ME} AND held.superseded_at IS NULL AND held.valid_from <= {TODAY}
      AND (held.valid_to IS NULL OR held.valid_to > {TODAY})"""
HELD = f"""(SELECT held.organisation_id FROM {GRANTS}
      AND (office.code = 'secretary' OR office.code = 'leader' OR office.code = 'deputy'
           OR office.code = 'officer'))"""

# Nobody answers their own, so what others gave to its answer is kept from the author, who is named
# on the part itself: a policy that looked at the proposal would go round in a circle.
PART = f"""({SYSTEM} OR (author_id IS DISTINCT FROM {ME}
    AND (organisation_id IN {HELD} OR lead_id IN {HELD})))"""
PROPOSAL = f"""({SYSTEM} OR author_id = {ME} OR receipt = {RECEIPT} OR organisation_id IN {HELD}
    OR id IN (SELECT part.proposal_id FROM proposals_part part
              WHERE part.organisation_id IN {HELD}))"""
WORD = "(proposal_id IN (SELECT seen.id FROM proposals_proposal seen))"

# Of the line one stands on: all under an office of one's own, all above it and above one's cell.
ON_THE_LINE = f"""(organisation_id IN (
    SELECT of_line.id FROM organisations_organisation of_line, (
        SELECT org.lft, org.rgt, true AS downwards FROM organisations_organisation org
        WHERE org.id IN (SELECT held.organisation_id FROM {GRANTS})
        UNION ALL
        SELECT org.lft, org.rgt, false FROM organisations_organisation org
        WHERE org.id IN (SELECT own.cell_id FROM members_member own
                         WHERE own.user_id = {ME} AND own.is_active)) mine
    WHERE (mine.downwards AND of_line.lft >= mine.lft AND of_line.lft < mine.rgt)
       OR (of_line.lft <= mine.lft AND of_line.rgt >= mine.rgt)))"""
PUBLISHED = f"({SYSTEM} OR {ON_THE_LINE})"
PUBLISHES = f"({SYSTEM} OR organisation_id IN {HELD})"

FINE = (
    ("proposals_part", PART, PART),
    ("proposals_proposal", PROPOSAL, PROPOSAL),
    ("proposals_word", WORD, WORD),
    ("proposals_published", PUBLISHED, PUBLISHES),
)
AUTHORS = """
UPDATE proposals_part part SET author_id = proposal.author_id
FROM proposals_proposal proposal WHERE proposal.id = part.proposal_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
COARSE = ("proposals_part", "proposals_proposal", "proposals_word")


def coarse() -> str:
    from importlib import import_module

    before = import_module("sotay.proposals.migrations.0002_row_level_security").LOCKED
    return "".join(policies(table, seen) for table, seen in before.items())


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0003_part_author"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(no_policies(table) for table in COARSE)
            + AUTHORS
            + "".join(policies(table, seen, written, SYSTEM) for table, seen, written in FINE),
            "".join(no_policies(table) for table, _seen, _written in FINE) + coarse(),
        )
    ]
