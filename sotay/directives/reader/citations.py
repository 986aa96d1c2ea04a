"""Citations: mentions joined with issuer, day, relation, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable

from sotay.directives.reader import bare, issuers, names, relations, symbols, vocabulary
from sotay.directives.reader.days import day_of
from sotay.directives.reader.findings import Citation
from sotay.directives.reader.shadow import Lines, Shadow
from sotay.directives.reader.symbols import Mention

_TOP = frozenset({"TU", "HU", "ĐU", "ĐUK", "Th.U", "CB"})
_CENTRAL = ("bộ chính trị", "ban bí thư", "ban chấp hành trung ương")


def citations(
    shadow: Shadow, lines: Lines, own: tuple[int, int] | None
) -> tuple[list[Citation], list[tuple[int, int]]]:
    """Every mention of another document, and the spans they take in the shadow, in order.

    ``own`` is the place of the document's own number, which is no citation.
    """
    written = _apart(_but(own, symbols.mentions(shadow)))
    known = bare.Known(written)
    by_name = list(names.named(shadow))
    taken = _apart([*written, *by_name])
    numbers = _but(own, _beside(taken, list(bare.bare(shadow))))
    everything = sorted([*taken, *numbers], key=lambda mention: mention.start)
    read = _Assembly(shadow, lines, known, _terms(by_name)).read(everything)
    found = [citation for citation in read if citation is not None]
    spans = [
        (mention.start, mention.end)
        for mention, citation in zip(everything, read, strict=True)
        if citation is not None
    ]
    return found, spans


class _Assembly:
    def __init__(
        self, shadow: Shadow, lines: Lines, known: bare.Known, terms: dict[str, set[str]]
    ) -> None:
        self.shadow = shadow
        self.lines = lines
        self.known = known
        self.terms = terms

    def read(self, mentions: list[Mention]) -> list[Citation | None]:
        told: list[tuple[str | None, str | None]] = [self._issuer(each) for each in mentions]
        # "số 18-NQ/TW và 19-NQ/TW của Ban Chấp hành Trung ương": the issuer holds for the list.
        for at in range(len(mentions) - 1, 0, -1):
            if mentions[at].listed and told[at - 1][0] is None and told[at][0] is not None:
                told[at - 1] = (told[at][0], told[at - 1][1])
        found: list[Citation | None] = []
        relation = "cites"
        end = 0
        for mention, (issuer, later_day) in zip(mentions, told, strict=True):
            if not mention.listed:
                told_here = relations.relation(self.shadow, mention.start, mention.end)
                joined = told_here == "cites" and relation in relations.GOING_ON
                if not (joined and relations.goes_on(self.shadow, end, mention.start)):
                    relation = told_here
            end = mention.end
            found.append(self._citation(mention, issuer, later_day, relation))
        return found

    def _issuer(self, mention: Mention) -> tuple[str | None, str | None]:
        if mention.named is not None:
            return None, None
        if mention.start < mention.numbered_at:
            within = issuers.inside(self.shadow, mention.start, mention.numbered_at)
            if within is not None:
                return within, None
        issuer, day = issuers.after(self.shadow, mention.end)
        if issuer is None and not mention.listed:
            issuer, day = issuers.before(self.shadow, mention.start)
        return issuer, day

    def _citation(
        self, mention: Mention, issuer: str | None, later_day: str | None, relation: str
    ) -> Citation | None:
        symbol, inferred, kind = mention.symbol, False, mention.type
        name = self._name(mention)
        if symbol is None and name is None:
            meant = self.known.resolve(mention, issuer)
            if meant is not None:
                symbol, kind, inferred = meant.symbol, kind or meant.type, True
            elif not mention.adjacent:
                return None
            elif issuer is not None:
                symbol = bare.inferred_symbol(mention, issuer)
                inferred = symbol is not None
                if symbol is not None:
                    self.known.add(mention, symbol, vocabulary.organ_of_issuer(issuer))
        written_day = mention.written_day or later_day
        day = day_of(written_day) if written_day else None
        start, end = self.shadow.origin(mention.start, mention.end)
        reason, alternatives = self._inconsistency(mention, issuer)
        if reason is None and written_day and day is None:
            reason = "date"
        return Citation(
            line=self.lines.of(start),
            start=start,
            end=end,
            text=self.shadow.text[start:end],
            type=kind,
            number=_number(mention.number),
            symbol=symbol,
            named=name,
            date=day.isoformat() if day else None,
            issuer=issuer,
            inferred=inferred,
            inconsistent=reason is not None,
            reason=reason,
            suggestion=alternatives[0] if alternatives else None,
            alternatives=alternatives,
            relation=relation,
        )

    def _name(self, mention: Mention) -> str | None:
        """A plenum named without its term takes the term the text gives elsewhere, if just one."""
        if mention.named is None or " khóa " in mention.named:
            return mention.named
        full = self.terms.get(mention.named, set())
        return next(iter(full)) if len(full) == 1 else mention.named

    def _inconsistency(
        self, mention: Mention, issuer: str | None
    ) -> tuple[str | None, tuple[str, ...]]:
        """What disagrees within the mention, and the symbols that would mend it, likely first."""
        if mention.symbol is None or mention.code is None or mention.organ is None:
            return None, ()
        if mention.adjacent and mention.type and not vocabulary.agrees(mention.type, mention.code):
            mended = mention.symbol.replace(mention.code, vocabulary.CODES[mention.type][0], 1)
            other = vocabulary.type_of_code(
                mention.code, party=vocabulary.is_party_organ(mention.organ)
            )
            repairs = [mended]
            if other is not None:
                repairs.append(f"{other} {mention.symbol}")
            seen = {known.symbol for known in self.known.elsewhere(mention)}
            same = [
                known
                for known in self.known.elsewhere(mention)
                if known.organ == mention.organ and known.type == mention.type
            ]
            if same and mended not in seen and same[0].symbol:
                repairs.insert(0, same[0].symbol)
            return "type", tuple(repairs)
        central = issuer is not None and issuer.lower().startswith(_CENTRAL)
        if central and mention.organ in _TOP:
            return "issuer", (mention.symbol.replace(f"/{mention.organ}", "/TW"),)
        return None, ()


def _terms(by_name: list[Mention]) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {}
    for mention in by_name:
        if mention.named and " khóa " in mention.named:
            terms.setdefault(mention.named.partition(" khóa ")[0], set()).add(mention.named)
    return terms


def _number(written: str) -> int | str | None:
    if not written:
        return None
    return int(written) if written.isdigit() else written


def _but(own: tuple[int, int] | None, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that do not overlap the document's own number."""
    if own is None:
        return list(mentions)
    start, end = own
    return [each for each in mentions if each.start >= end or each.end <= start]


def _apart(mentions: list[Mention]) -> list[Mention]:
    """Mentions in order, each later one dropped where it overlaps an earlier one."""
    apart: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end)):
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    return apart


def _beside(taken: list[Mention], others: list[Mention]) -> list[Mention]:
    """The ``others`` that overlap none of ``taken`` nor each other."""
    beside: list[Mention] = []
    at = 0
    for mention in sorted(others, key=lambda each: each.start):
        while at < len(taken) and taken[at].end <= mention.start:
            at += 1
        clear = at == len(taken) or taken[at].start >= mention.end
        if clear and (not beside or mention.start >= beside[-1].end):
            beside.append(mention)
    return beside
