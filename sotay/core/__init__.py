"""Days and periods, the audit trail, kinds of error, text and files: knows no word of the field.

Every other app stands on this one. It may be read without knowing what an organisation is.
"""
