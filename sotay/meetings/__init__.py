"""Meetings of cells, committees and conferences: prepared, led, written down, and what follows."""
