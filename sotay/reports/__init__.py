"""Figures that remember how they were made, and the reports that are written with them."""
