"""Formulas and judgements on meetings, pure functions; the files part them by subject."""
