"""Where places of an edition lie once it was read anew: by its paragraphs, not by numbers. Pure.

Pictures come between paragraphs and move the cuts between pages; the words stay. A place is carried
with the paragraph it was at.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate


class Carrying:
    """From places in the pages that were to places in the pages that are.

    Each page is the row of its paragraphs as plain words; both have one page at least.
    """

    def __init__(self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> None:
        old, new = [page or ("",) for page in old], [page or ("",) for page in new]
        self._old_sizes = [len(page) for page in old]
        self._old_starts = [0, *accumulate(self._old_sizes)]
        self._new_starts = [0, *accumulate(len(page) for page in new)]
        self._found = carried([one for page in old for one in page],
                              [one for page in new for one in page])  # fmt: skip

    def __call__(self, page: int, offset: int) -> tuple[int, int]:
        """Page and paragraph now; one beyond the end of its page was at the page's last."""
        page = min(max(page, 1), len(self._old_sizes))
        inside = min(max(offset, 0), self._old_sizes[page - 1] - 1)
        at = self._found[self._old_starts[page - 1] + inside]
        now = bisect_left(self._new_starts, at + 1)
        return now, at - self._new_starts[now - 1]


def carried(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each paragraph of ``old`` the one of ``new`` that says the same, never going back.

    What is said once in both is certain: the longest row of such paragraphs in their order holds
    the rest. Between two of them the same words are looked for in order; a paragraph that is gone
    lies where the next one would begin.
    """
    places = defaultdict(list)
    for at, text in enumerate(new):
        places[text].append(at)
    found = [0] * len(old)
    before, begin = -1, 0
    for here, there in [*_certain(old, new), (len(old), len(new))]:
        for at in range(before + 1, here):
            same = places.get(old[at], []) if old[at] else []
            turn = bisect_left(same, begin)
            if turn < len(same) and same[turn] < there:
                found[at], begin = same[turn], same[turn] + 1
            else:
                found[at] = min(begin, len(new) - 1)
        if here < len(old):
            found[here] = there
        before, begin = here, there + 1
    return found


def _certain(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Paragraphs said once in both, as the longest row whose order is the same in both."""
    in_old, in_new = Counter(old), Counter(new)
    where = {text: at for at, text in enumerate(new) if text and in_new[text] == 1}
    pairs = [
        (at, where[text]) for at, text in enumerate(old) if in_old[text] == 1 and text in where
    ]
    ends = list[int]()  # the least end of a row of each length, and which pair it is
    rows = list[int]()
    earlier = list[int]()
    for number, (_here, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        earlier.append(rows[length - 1] if length else -1)
        if length == len(ends):
            ends.append(there)
            rows.append(number)
        else:
            ends[length], rows[length] = there, number
    row, number = list[tuple[int, int]](), rows[-1] if rows else -1
    while number >= 0:
        row.append(pairs[number])
        number = earlier[number]
    return row[::-1]
