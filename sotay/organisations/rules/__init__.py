"""Judgements about the tree as pure functions: its shape, its sizes, its lineage, a sheet of moves."""
