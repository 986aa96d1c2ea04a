"""Measures the software at the sizes it is meant for, on data of that size."""
