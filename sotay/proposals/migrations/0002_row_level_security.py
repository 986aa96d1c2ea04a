"""The second lock on proposals: whose they are, who answers, or who holds the receipt.

A row without a name is shown to whoever brought its receipt code: the digest of the code is told to
the database for one transaction (``app.receipt``). Parts of a joint answer are seen by both sides;
what was said on the way, by whoever sees the proposal.
"""

from django.db import migrations

from sotay.organisations import locking

RECEIPT = "(SELECT nullif(current_setting('app.receipt', true), ''))"
PART = f"({locking.in_reach()} OR {locking.in_reach('lead_lft')})"
PROPOSAL = (
    f"({locking.in_reach()} OR author_id = {locking.ME} OR receipt = {RECEIPT}"
    " OR id IN (SELECT part.proposal_id FROM proposals_part part))"
)
WORD = "proposal_id IN (SELECT seen.id FROM proposals_proposal seen)"
LOCKED = {"proposals_part": PART, "proposals_proposal": PROPOSAL, "proposals_word": WORD}


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0001_initial"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(
                locking.labels(table) + locking.policies(table, seen)
                for table, seen in LOCKED.items()
            )
            + locking.labels("proposals_part", "lead_id", "lead_lft"),
            locking.no_labels("proposals_part", "lead_lft")
            + "".join(locking.no_policies(table) + locking.no_labels(table) for table in LOCKED),
        )
    ]
