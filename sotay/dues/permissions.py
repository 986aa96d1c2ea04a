"""The acts on dues and the offices that may do each.

What a person owes tells what a person earns. So only those who keep the dues of the very cell, its
secretary and deputies, see a person's rows, besides that person; ``services.rights`` and the
policies of the tables see to it. Offices above see sums of cells and nobody's row. A records clerk
sees nothing here.
"""

KEEPERS = {"secretary", "deputy"}

ACTS: dict[str, set[str]] = {
    "dues.keep": KEEPERS,
    "dues.rollup": KEEPERS | {"leader", "officer", "inspector", "committee_member"},
    "dues.confirm": KEEPERS | {"leader", "officer"},
    "dues.pass_on": KEEPERS | {"leader", "officer"},
}
