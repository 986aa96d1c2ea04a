"""Vietnamese figures for Django's own filters; days go through ``core.days``."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
