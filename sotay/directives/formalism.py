"""The formalism meter: how much of a plan is another text again, and what was lost on the way.

Pure functions of two texts. Three signals, none of them a verdict: words taken over verbatim (runs of
eight syllables), sentences taken over with small changes (three-syllable shingles), and sentences that
mean the same in other words (rare syllables weigh more). See docs/rules/formalism.md.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasketch import MinHash

from sotay.core.text import nfc

RUN = 8  # syllables of a verbatim run
SHINGLE = 3
NEAR = 0.45  # Jaccard of shingles from which a sentence counts as nearly the same
MEANING = 0.5  # weighted cosine from which a sentence counts as the same in other words
PERMUTATIONS = 64

_SYLLABLE = re.compile(r"[^\W_]+(?:[.,/-][^\W_]+)*%?", re.UNICODE)
_SENTENCE = re.compile(r"[^.;\n]+(?:[.;](?=\d)[^.;\n]*)*[.;]?")
_DAY = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\btháng \d{1,2}[-/]\d{4}|\bquý [IVX]+\b")
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*(?: ?%)?(?![\w/-])")
_PERSON = re.compile(r"\bđồng chí (?:[A-ZĐÂĂÊÔƠƯÁÀẢÃẠ]\w+ ?){2,4}")
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,4}|[a-zđ])[.)]\s+")


@dataclass(frozen=True)
class Sentence:
    """A sentence with its place in the text and its syllables."""

    text: str
    start: int
    syllables: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A sentence of the upper text beside the nearest of the plan; either side may be empty.

    ``kind``: copied, near, meaning, own (only in the plan), absent (only in the upper text).
    ``lost`` names what the upper sentence commits to and the plan's does not.
    """

    kind: str
    upper: str
    plan: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Shares are of the plan's syllables, 0 to 1; each syllable counts in one of the three."""

    copied: float
    near: float
    meaning: float
    copied_syllables: int
    syllables: int
    pairs: tuple[Pair, ...]

    @property
    def lost(self) -> list[str]:
        return [f"{what}" for pair in self.pairs for what in pair.lost]


def syllables(text: str) -> list[str]:
    return [match.group().casefold() for match in _SYLLABLE.finditer(nfc(text))]


def sentences(text: str) -> list[Sentence]:
    """Sentences of at least three syllables, without their numbering."""
    found = []
    for match in _SENTENCE.finditer(nfc(text)):
        words = _NUMBERING.sub("", match.group()).strip()
        parts = tuple(syllables(words))
        if len(parts) >= SHINGLE:
            found.append(Sentence(words, match.start(), parts))
    return found


def _runs(parts: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(parts[i : i + size]) for i in range(len(parts) - size + 1)}


def copied_flags(plan: Sequence[str], runs: set[tuple[str, ...]]) -> list[bool]:
    """For each syllable of ``plan``, whether it lies in a run of eight that the other text has."""
    flags = [False] * len(plan)
    for i in range(len(plan) - RUN + 1):
        if tuple(plan[i : i + RUN]) in runs:
            flags[i : i + RUN] = [True] * RUN
    return flags


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _weights(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """Inverse document frequency over all sentences: words in every sentence say little."""
    seen: Counter[str] = Counter()
    for parts in texts:
        seen.update(set(parts))
    return {word: math.log(1 + len(texts) / count) for word, count in seen.items()}


def _cosine(one: Sequence[str], other: Sequence[str], weights: dict[str, float]) -> float:
    left, right = Counter(one), Counter(other)
    dot = sum(left[w] * right[w] * weights[w] ** 2 for w in left.keys() & right.keys())
    size = math.sqrt(sum((n * weights[w]) ** 2 for w, n in left.items())) * math.sqrt(
        sum((n * weights[w]) ** 2 for w, n in right.items())
    )
    return dot / size if size else 0.0


def commitments(text: str) -> dict[str, set[str]]:
    """Days, figures and persons a sentence commits to."""
    days = set(_DAY.findall(text))
    rest = _DAY.sub(" ", text)
    return {
        "day": days,
        "figure": {figure.replace(" ", "") for figure in _FIGURE.findall(rest)},
        "person": {person.strip() for person in _PERSON.findall(rest)},
    }


def lost_between(upper: str, plan: str) -> tuple[str, ...]:
    """What the upper sentence says and the plan's does not: a day, a figure, a person."""
    asked, kept = commitments(upper), commitments(plan)
    lost = []
    for kind in ("day", "figure", "person"):
        if asked[kind] and not kept[kind]:
            lost.extend(sorted(asked[kind]))
    return tuple(lost)


def compare(upper: str, plan: str) -> Comparison:
    """Hold ``plan`` against ``upper``; linear in the runs, quadratic only in the sentences."""
    above, below = sentences(upper), sentences(plan)
    runs = {run for one in above for run in _runs(one.syllables, RUN)}
    whole = syllables(upper)
    runs |= _runs(whole, RUN)
    weights = _weights([s.syllables for s in (*above, *below)])
    shingled = [(_runs(one.syllables, SHINGLE), one) for one in above]
    counts = {"copied": 0, "near": 0, "meaning": 0}
    pairs: list[Pair] = []
    used: set[int] = set()
    for one in below:
        flags = copied_flags(one.syllables, runs)
        copied = sum(flags)
        counts["copied"] += copied
        own = _runs(one.syllables, SHINGLE)
        scored = [
            (_jaccard(own, other), _cosine(one.syllables, sentence.syllables, weights), index)
            for index, (other, sentence) in enumerate(shingled)
        ]
        near, meaning, index = max(scored, key=lambda s: (s[0], s[1]), default=(0.0, 0.0, -1))
        best_meaning = max(scored, key=lambda s: s[1], default=(0.0, 0.0, -1))
        rest = len(one.syllables) - copied
        if copied >= len(one.syllables) / 2:
            kind = "copied"
        elif near >= NEAR:
            kind = "near"
            counts["near"] += rest
        elif best_meaning[1] >= MEANING:
            kind, index = "meaning", best_meaning[2]
            counts["meaning"] += rest
        else:
            pairs.append(Pair("own", "", one.text))
            continue
        used.add(index)
        match = above[index].text if index >= 0 else ""
        pairs.append(Pair(kind, match, one.text, lost_between(match, one.text)))
    for index, sentence in enumerate(above):
        held = commitments(sentence.text)
        if index not in used and (held["day"] or held["figure"]):
            pairs.append(Pair("absent", sentence.text, "", lost_between(sentence.text, "")))
    total = sum(len(one.syllables) for one in below)
    return Comparison(
        copied=counts["copied"] / total if total else 0.0,
        near=counts["near"] / total if total else 0.0,
        meaning=counts["meaning"] / total if total else 0.0,
        copied_syllables=counts["copied"],
        syllables=total,
        pairs=tuple(pairs),
    )


def sketch(text: str) -> MinHash:
    """A short signature of a text's shingles, to find likely neighbours among many plans."""
    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    for run in _runs(syllables(text), SHINGLE):
        made.update(" ".join(run).encode())
    return made
