"""One search box over documents, organisations, tasks and members, each within one's own reach."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.core.text import fold
from sotay.directives.models import Document
from sotay.followups.cards import cards
from sotay.followups.models import Task
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

MOST = 10


@dataclass(frozen=True)
class Found:
    documents: list[Any]
    organisations: list[Any]
    tasks: list[Any]
    members: list[Any]
    more_documents: bool = False  # than the first ten
    more_tasks: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.documents or self.organisations or self.tasks or self.members)


def find(actor: Actor, words: str, day: date) -> Found:
    """The first ten of each kind that hold ``words``, with or without marks."""
    folded = fold(words)
    named = Profile.objects.named(words).values("organisation")
    organisations = (
        Organisation.objects.visible_to(actor).filter(pk__in=named).described(day)[:MOST]
    )
    tasks: Any = Task.objects.visible_to(actor)
    for word in folded.split():
        tasks = tasks.filter(title__unaccent__icontains=word)
    members: list[Any] = []
    if actor.can("members.view"):
        members = list(
            Member.objects.visible_to(actor)
            .filter(folded__contains=folded)
            .only("full_name", "birth_year", "cell_id")
            .order_by("sort_key", "id")[:MOST]
        )
    documents = list(Document.objects.visible_to(actor).matching(words)[: MOST + 1])
    rows = list(tasks.for_cards().order_by("due_on", "id")[: MOST + 1])
    return Found(
        documents=documents[:MOST],
        organisations=list(organisations),
        tasks=cards(rows[:MOST], day),
        members=members,
        more_documents=len(documents) > MOST,
        more_tasks=len(rows) > MOST,
    )
