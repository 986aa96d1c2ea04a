"""Formulas of dues as pure functions: months, what is owed, how a sum is shared, the QR content."""
