"""The acts on the registry and the offices that may do them. Everybody may read it."""

ACTS = {
    # A committee decides for itself and what is under it; the officer enters what was decided.
    "regulations.override": {"leader", "secretary", "officer"},
}
