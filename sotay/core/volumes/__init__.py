"""Books and recordings: taken in on the disk, never whole in memory, and judged by their bytes.

The sister of :mod:`sotay.core.files` for what is too long to be read at once.

:mod:`taking <sotay.core.volumes.taking>` is the way in: the bytes go to a draft beside the kept
files while they are counted and hashed, and past the limit the draft is dropped at once. Then
:mod:`judging <sotay.core.volumes.judging>` tells what kind it is, and the room of that kind
(``pdfs``, ``epubs``, ``recordings``, ``texts``) whether it is whole and cannot act.
:mod:`serving <sotay.core.volumes.serving>` is the way out.
"""
