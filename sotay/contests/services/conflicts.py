"""Which works a juror must not judge: worked out behind the wall, kept as bare pairs."""

from sotay.contests.models import Author, Conflict, Entry, Juror, Origin
from sotay.contests.services.rights import labelled
from sotay.core.text import fold
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Grant


def note(juror: Juror, actor: Actor, entries: list[int] | None = None) -> None:
    """Keep a conflict for each accepted work (or those of ``entries``) that the juror wrote, or
    that was submitted by them or by an organisation of theirs.

    The juror cannot see whose a work is, so this looks with the whole tree open and leaves only
    which works are barred. A conflict once kept stays. Works of categories that the juror is not
    named for are looked at too: they may be named for them later.
    """
    with widened(actor, "contests.conflicts"):
        works = Entry.objects.filter(round=juror.round_id, state=Entry.State.ACCEPTED)
        if entries is not None:
            works = works.filter(pk__in=entries)
        judged = set(works.values_list("pk", flat=True))
        found = dict.fromkeys(_of_places(juror, actor) & judged, Conflict.Sort.PLACE)
        found |= dict.fromkeys(_of_authors(juror) & judged, Conflict.Sort.AUTHOR)
        known = set(juror.conflicts.values_list("entry_id", flat=True))
        Conflict.objects.bulk_create(
            Conflict(juror=juror, entry_id=entry, sort=sort, **labelled(juror.round))
            for entry, sort in found.items()
            if entry not in known
        )


def _of_places(juror: Juror, actor: Actor) -> set[int]:
    offices = Grant.objects.held_by(juror.user, actor.today).values_list(
        "organisation_id", flat=True
    )
    own = {juror.member.cell_id, *offices}
    found = Origin.objects.filter(round=juror.round_id, place__in=own)
    return set(found.values_list("entry_id", flat=True))


def _of_authors(juror: Juror) -> set[int]:
    sent = Origin.objects.filter(round=juror.round_id, submitted_by=juror.user_id)
    names = {fold(juror.member.full_name), fold(juror.user.full_name)}
    found = set(sent.values_list("entry_id", flat=True))
    for entry, name, member in Author.objects.filter(round=juror.round_id).values_list(
        "entry_id", "name", "member_id"
    ):
        if member == juror.member_id or fold(name) in names:
            found.add(entry)
    return found
