"""Rules as dated data: each value with its unit, days, source document, clause and certainty.

The national pack is readable files shipped with the code; an organisation may override a value
for itself, from a day, by a document. Nothing that decides is written into code elsewhere.
"""
