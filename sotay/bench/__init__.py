"""Measures the software at the sizes it is meant for, on invented data of that size.

``sotay bench --size central`` makes a database of its own once (`inventing`, `loading`), keeps it,
and then times reads and acts through the same functions that pages call (`parts`). Every figure
stands beside the machine and the data it was measured on; docs/benchmark.md keeps some.
"""
