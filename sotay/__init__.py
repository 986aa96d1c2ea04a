"""Sổ tay: the working system of a party committee, from a resolution to its verified result."""
