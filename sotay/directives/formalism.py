"""The formalism meter: how much of a plan is another text again, and what was lost on the way.

Pure functions of two texts. Three signals, none of them a verdict: words taken over verbatim (runs
of eight syllables), sentences taken over with small changes (three-syllable shingles), and
sentences that say the same in other words (set phrases of one meaning count as one word, rare words
weigh more). How it is worked out, with an example by hand: docs/rules/formalism.md.

The work grows with the two texts together: for one shingle or word at most :data:`LOOKED_AT`
sentences of the other text are looked at.
"""

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import eq

from datasketch import MinHash

from sotay.core.text import nfc
from sotay.directives.meanings import concepts, spread
from sotay.directives.spelling import one_spelling

RUN = 8  # syllables of a verbatim run
SHINGLE = 3
NEAR = 0.45  # part of a sentence's shingles found in one sentence: nearly the same
MEANING = 0.5  # weighted cosine from which a sentence counts as the same in other words
PERMUTATIONS = 64
LOOKED_AT = 48
HEAD_LINES = 40

_SYLLABLE = re.compile(r"[^\W_]+(?:[.,/-][^\W_]+)*", re.UNICODE)
_END = re.compile(r"[.;!?…]+(?=\s|\Z)|\n+[^\S\n]*")
_NUMBERING = re.compile(r"\s*(?:[-+*•]|(?:\d{1,2}|[IVX]{1,4}|[a-zđ])[.)])\s+")
_RULE = re.compile(r"\s*[-–—_*]{3,}\s*\Z")
_FOOT = re.compile(r"\s*(?:T/M|TM\.|K/T|KT\.|T/L|TL\.|TUQ\.?)\s|\s*(?:Nơi nhận|NƠI NHẬN)\b")

_DAY = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\btháng \d{1,2}(?:[-/]| năm )\d{4}\b|\bquý [IVX]+\b"
)
_CITED = re.compile(  # another paper, with the day it was issued: no commitment of this one
    r"\d+\w*[-/][^\W\d][^\s,;]*(?:,? (?:ngày )?\d{1,2}[-/.]\d{1,2}[-/.]\d{4})?"
)
_NO_FIGURE = re.compile(
    r"(?<!\w)(?:số|điều|khoản|mục|điểm|năm|khóa|khoá|thứ|giai đoạn)"
    r" \d+(?:[ ]?[-–][ ]?\d+)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-])(?: ?%| [^\W\d_]+)?")
_CALLED = re.compile(r"\bđồng chí ", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Token:
    """One syllable in one spelling, and its place in the text."""

    syllable: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of at least three syllables, without its numbering."""

    text: str
    start: int
    tokens: tuple[Token, ...]

    @property
    def syllables(self) -> tuple[str, ...]:
        return tuple(token.syllable for token in self.tokens)


@dataclass(frozen=True)
class Segment:
    """A stretch of a sentence; ``kind`` is copied, near, or empty."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Lost:
    """What the upper sentence commits to and the plan's does not: a day, a figure or a person."""

    kind: str
    words: str


@dataclass(frozen=True)
class Pair:
    """A sentence of the upper text beside the nearest of the plan; either side may be empty.

    ``kind``: copied, near, meaning, own (only in the plan), absent (only in the upper text).
    """

    kind: str
    upper: tuple[Segment, ...]
    plan: tuple[Segment, ...]
    lost: tuple[Lost, ...] = ()


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
    def lost(self) -> list[Lost]:
        return [lost for pair in self.pairs for lost in pair.lost]


def body(text: str) -> str:
    """The text between the head of an issued paper and its signature: what can be a plan at all.

    Head lines, the abstract's rule and the signature are the same in every paper of an office.
    """
    lines = nfc(text).split("\n")
    rules = [at for at, line in enumerate(lines[:HEAD_LINES]) if _RULE.match(line)]
    first = rules[-1] + 1 if rules else 0
    last = next(
        (at for at in range(len(lines) - 1, first, -1) if _FOOT.match(lines[at])), len(lines)
    )
    # Above the signing line there may be another: "T/M …" over "K/T …".
    while last - 1 > first and (not lines[last - 1].strip() or _FOOT.match(lines[last - 1])):
        last -= 1
    return "\n".join(lines[first:last])


def tokens(text: str) -> list[Token]:
    """Every syllable of ``text`` (NFC), figures and symbols as one each."""
    plain = one_spelling(text)
    return [
        Token(match.group().casefold(), match.start(), match.end())
        for match in _SYLLABLE.finditer(plain)
    ]


def sentences(text: str) -> list[Sentence]:
    """Sentences of at least three syllables, in order.

    A line that goes on in small letters belongs to the sentence before it: papers are wrapped.
    """
    text = nfc(text)
    found = []
    start = 0
    for end, next_start in _ends(text):
        numbered = _NUMBERING.match(text, start, end)
        if numbered is not None:
            start = numbered.end()
        words = text[start:end].strip()
        offset = start + len(text[start:end]) - len(text[start:end].lstrip())
        parts = tuple(tokens(words))
        if len(parts) >= SHINGLE:
            found.append(Sentence(words, offset, parts))
        start = next_start
    return found


def _ends(text: str) -> Iterable[tuple[int, int]]:
    for match in _END.finditer(text):
        if match.group()[0] == "\n":
            after = text[match.end() : match.end() + 1]
            if after.islower() and not _NUMBERING.match(text, match.end()):
                continue
            yield match.start(), match.end()
        else:
            yield match.end(), match.end()
    yield len(text), len(text)


def _runs(parts: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(parts[i : i + size]) for i in range(len(parts) - size + 1)} if size else set()


def copied_flags(parts: Sequence[str], runs: set[tuple[str, ...]], size: int) -> list[bool]:
    """For each syllable, whether it lies in one of ``runs``, each ``size`` syllables long."""
    flags = [False] * len(parts)
    marked = 0
    for i in range(len(parts) - size + 1):
        if tuple(parts[i : i + size]) in runs:
            for at in range(max(i, marked), i + size):
                flags[at] = True
            marked = i + size
    return flags


def commitments(text: str) -> dict[str, list[str]]:
    """Days, figures and persons that a sentence commits to, in the order of the text."""
    text = _CITED.sub(" ", text)
    rest = _NO_FIGURE.sub(" ", _DAY.sub(" ", text))
    return {
        "day": list(dict.fromkeys(_DAY.findall(text))),
        "figure": list(dict.fromkeys(match.group() for match in _FIGURE.finditer(rest))),
        "person": list(dict.fromkeys(_persons(text))),
    }


def _persons(text: str) -> Iterable[str]:
    """Names after "đồng chí": at least two words that begin with a capital letter."""
    for called in _CALLED.finditer(text):
        name: list[str] = []
        at = called.end()
        while len(name) < 6 and (word := _WORD.match(text, at)) and word.group()[0].isupper():
            name.append(word.group())
            at = word.end() + 1
            if text[word.end() : at] != " ":
                break
        if len(name) > 1:
            yield " ".join(name)


def lost_between(upper: str, plan: str) -> tuple[Lost, ...]:
    """What ``upper`` commits to where ``plan`` commits to nothing of that kind."""
    asked, kept = commitments(upper), commitments(plan)
    return tuple(
        Lost(kind, words) for kind, found in asked.items() if not kept[kind] for words in found
    )


@dataclass
class _Index:
    """The distinct sentences of the upper text, found by shingle and by word."""

    sentences: list[Sentence]
    by_shingle: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    sizes: list[float] = field(default_factory=list)

    def fill(self, weights: dict[str, float]) -> None:
        seen: set[tuple[str, ...]] = set()
        for at, sentence in enumerate(self.sentences):
            parts = sentence.syllables
            if parts in seen:
                self.sizes.append(0.0)
                continue
            seen.add(parts)
            for shingle in _runs(parts, SHINGLE):
                if len(self.by_shingle[shingle]) < LOOKED_AT:
                    self.by_shingle[shingle].append(at)
            weighed = _weighed(parts, weights)
            self.sizes.append(math.sqrt(sum(value * value for value in weighed.values())))
            for word, value in weighed.items():
                if len(self.by_word[word]) < LOOKED_AT:
                    self.by_word[word].append((at, value))


def _weighed(parts: Sequence[str], weights: dict[str, float]) -> dict[str, float]:
    return {word: count * weights[word] for word, count in Counter(concepts(parts)).items()}


def _weights(texts: Iterable[Sequence[str]]) -> dict[str, float]:
    """Inverse document frequency over all distinct sentences: words in every one say little."""
    distinct = set(map(tuple, texts))
    seen: Counter[str] = Counter()
    for parts in distinct:
        seen.update(set(concepts(parts)))
    return {word: math.log(1 + len(distinct) / count) for word, count in seen.items()}


def _nearest(
    parts: tuple[str, ...], index: _Index, weights: dict[str, float]
) -> tuple[float, int, float, int]:
    """Share of shingles in the best upper sentence, which; weighted cosine of the best, which."""
    own = _runs(parts, SHINGLE)
    shared: Counter[int] = Counter()
    for shingle in own:
        shared.update(index.by_shingle.get(shingle, ()))
    near_at, count = min(shared.items(), key=lambda one: (-one[1], one[0]), default=(-1, 0))
    weighed = _weighed(parts, weights)
    size = math.sqrt(sum(value * value for value in weighed.values()))
    dots: dict[int, float] = defaultdict(float)
    for word, value in sorted(weighed.items()):
        for at, other in index.by_word.get(word, ()):
            dots[at] += value * other
    cosines = {at: dot / (size * index.sizes[at]) for at, dot in dots.items() if size}
    same_at, cosine = min(
        cosines.items(), key=lambda one: (-round(one[1], 9), one[0]), default=(-1, 0.0)
    )
    return count / len(own) if own else 0.0, near_at, min(cosine, 1.0), same_at


def _segments(sentence: Sentence, kinds: Sequence[str]) -> tuple[Segment, ...]:
    """The sentence cut where the kind of its syllables changes."""
    cut: list[Segment] = []
    start, kind, end = 0, "", 0
    for token, own in zip(sentence.tokens, kinds, strict=True):
        if own != kind:
            edge = token.start if own else end
            if edge > start:
                cut.append(Segment(sentence.text[start:edge], kind))
            start, kind = edge, own
        end = token.end
    if kind and end < len(sentence.text):
        cut.append(Segment(sentence.text[start:end], kind))
        start, kind = end, ""
    cut.append(Segment(sentence.text[start:], kind))
    return tuple(cut)


def _shared_kinds(sentence: Sentence, other: Sentence, flags: Sequence[bool]) -> list[str]:
    """Copied syllables, and of the rest those in two-syllable runs that the other sentence has."""
    pairs = _runs(spread(other.syllables), 2)
    own = spread(sentence.syllables)
    near = copied_flags(own, pairs, 2)
    return [
        "copied" if copied else "near" if close else ""
        for copied, close in zip(flags, near, strict=True)
    ]


def compare(upper: str, plan: str) -> Comparison:
    """Hold ``plan`` against ``upper``. The same two texts give the same answer."""
    above, below = sentences(upper), sentences(plan)
    upper_stream = [syllable for one in above for syllable in one.syllables]
    plan_stream = [syllable for one in below for syllable in one.syllables]
    size = min(RUN, len(plan_stream))
    plan_flags = copied_flags(plan_stream, _runs(upper_stream, size), size)
    upper_flags = copied_flags(upper_stream, _runs(plan_stream, size), size)
    weights = _weights(one.syllables for one in (*above, *below))
    index = _Index(above)
    index.fill(weights)
    starts_above = _starts(above)
    counts = Counter[str]()
    pairs: list[Pair] = []
    used: set[int] = set()
    known: dict[tuple[str, ...], tuple[float, int, float, int]] = {}
    at = 0
    for one in below:
        flags = plan_flags[at : at + len(one.tokens)]
        at += len(one.tokens)
        copied = sum(flags)
        counts["copied"] += copied
        parts = one.syllables
        if parts not in known:
            known[parts] = _nearest(parts, index, weights)
        near, near_at, meaning, same_at = known[parts]
        rest = len(parts) - copied
        if copied * 2 >= len(parts):
            kind, match = "copied", near_at
        elif near >= NEAR:
            kind, match = "near", near_at
            counts["near"] += rest
        elif meaning >= MEANING:
            kind, match = "meaning", same_at
            counts["meaning"] += rest
        else:
            kinds = ["copied" if flag else "" for flag in flags]
            pairs.append(Pair("own", (), _segments(one, kinds)))
            continue
        if match < 0:  # a short run across two sentences: nothing to lay beside it
            pairs.append(Pair(kind, (), _segments(one, ["copied" if f else "" for f in flags])))
            continue
        used.add(match)
        other = above[match]
        other_flags = upper_flags[starts_above[match] : starts_above[match] + len(other.tokens)]
        pairs.append(
            Pair(
                kind,
                _segments(other, _shared_kinds(other, one, other_flags)),
                _segments(one, _shared_kinds(one, other, flags)),
                lost_between(other.text, one.text),
            )
        )
    pairs.extend(_absent(above, used))
    total = len(plan_stream)
    return Comparison(
        copied=counts["copied"] / total if total else 0.0,
        near=counts["near"] / total if total else 0.0,
        meaning=counts["meaning"] / total if total else 0.0,
        copied_syllables=counts["copied"],
        syllables=total,
        pairs=tuple(pairs),
    )


def _starts(found: Sequence[Sentence]) -> list[int]:
    starts, at = [], 0
    for one in found:
        starts.append(at)
        at += len(one.tokens)
    return starts


def _absent(above: Sequence[Sentence], used: set[int]) -> Iterable[Pair]:
    """Sentences that set a day or a figure and have no answer in the plan."""
    met = {above[at].syllables for at in used}
    for sentence in above:
        if sentence.syllables in met:
            continue
        held = commitments(sentence.text)
        if held["day"] or held["figure"]:
            met.add(sentence.syllables)
            yield Pair("absent", (Segment(sentence.text),), (), lost_between(sentence.text, ""))


def sketch(text: str) -> bytes:
    """A short signature of a text's shingles, to find likely neighbours among many plans.

    64 MinHash values of 4 bytes; compare with :func:`likeness`.
    """
    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    parts = [syllable for one in sentences(text) for syllable in one.syllables]
    made.update_batch([" ".join(run).encode() for run in sorted(_runs(parts, SHINGLE))])
    return made.hashvalues.astype("<u4").tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """The Jaccard likeness of two texts' shingles, as their sketches tell it: 0 to 1."""
    left, right = array("I", one), array("I", other)
    return sum(map(eq, left, right)) / len(left)
