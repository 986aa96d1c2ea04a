"""Three invented blocs to try things on, made through the services, the same every time.

*city* (64 direct organisations, nearly 7,000 members) is what ``make run`` serves; *central* has 63
and nearly 70,000; *province* has 152. Every name is invented. Not installed in production.
"""
