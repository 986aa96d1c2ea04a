"""Lists of payments, in Excel, CSV or pasted, taken into a cell's open month.

``reading`` turns a treasurer's list or a bank's statement into rows that speak of dues, ``columns``
asks which column is which where the headings do not say; ``rows`` and ``checking`` say of each row
what it would do or why not, against the ``ground`` of the cell; ``applying`` writes all or nothing,
``undoing`` takes back what was written, ``template`` makes the file to fill in. Nothing here knows
HTTP.
"""

from sotay.dues.importing.applying import (
    ListRefused,
    accept_row,
    apply_list,
    drop_list,
    leave_out,
    leave_out_unsettled,
    mend_row,
    restore_row,
    start_list,
)
from sotay.dues.importing.checking import Plan, plan_of
from sotay.dues.importing.columns import name_columns
from sotay.dues.importing.rows import Line
from sotay.dues.importing.template import template
from sotay.dues.importing.undoing import take_back_list

__all__ = [
    "Line",
    "ListRefused",
    "Plan",
    "accept_row",
    "apply_list",
    "drop_list",
    "leave_out",
    "leave_out_unsettled",
    "mend_row",
    "name_columns",
    "plan_of",
    "restore_row",
    "start_list",
    "take_back_list",
    "template",
]
