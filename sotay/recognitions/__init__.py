"""The yearly recognition of cells and grass-roots committees that are good in four ways.

Each of the four goods has criteria; one is read from records of the system (meetings, tasks, dues),
another is answered by the organisation with a note and evidence. The level above assesses and
decides. Which criteria there are is a dated rule that a committee may set for what is under it.
Records of single people are not read here: nothing in this app measures a person.
"""
