"""Judgements about the tree as pure functions: its shape, sizes, lineage, a sheet of moves."""
