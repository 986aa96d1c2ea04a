"""Writers, the folder, readers and reorganisations at once, with real commits."""

import os
import random
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections

from sotay.accounts.models import User
from sotay.members import totals
from sotay.members.tests.histories import History, day
from sotay.organisations.access import Actor, acting_for, system_actor
from sotay.testing import databases

WRITERS, MOVES_EACH, REORGANISATIONS = 3, 25, 12
NOW = day(400)


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own, in which commits are real, for every thread of this test."""
    with databases.template() as (owner, template), django_db_blocker.unblock():
        name = f"sotay_totals_{os.getpid()}"
        databases.copy(owner, template, name)
        connections["default"].close()
        shared = connections["default"].settings_dict  # new threads read the same dictionary
        before, shared["NAME"] = shared["NAME"], name
        try:
            yield
        finally:
            connections["default"].close()
            shared["NAME"] = before
            databases.drop(owner, name)


def run_together(*bodies: Callable[[], None]) -> list[BaseException]:
    """Each body in a thread with a connection of its own; what they raised."""
    raised: list[BaseException] = []

    def run(body: Callable[[], None]) -> None:
        try:
            body()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(body,), daemon=True) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return raised


@pytest.mark.usefixtures("scratch")
class TestAllAtOnce:
    def test_every_snapshot_adds_up_and_nothing_is_lost(self) -> None:
        actor = system_actor(User.objects.create_user("system", "Hệ thống"), NOW, "test")
        with acting_for(actor):
            history = History()
            totals.keep_totals([made.pk for made in (history.root, *history.uppers)], NOW)
            for number in range(24):
                history.join(history.cells[number % 8], day(number * 9), number)
            # Nothing below the first upper organisation but bases: the three sum up to the whole.
        uppers = [made.pk for made in history.uppers]
        done = threading.Event()
        left = threading.Semaphore(0)
        wrong: list[tuple[int, ...]] = []

        def write(turn: int) -> None:
            draw = random.Random(turn)
            mine = history.members[turn::WRITERS]
            for _move in range(MOVES_EACH):
                at = NOW if draw.random() < 0.8 else day(draw.randrange(220, 400))
                with acting_for(actor):
                    history.transfer(draw.choice(mine), draw.choice(history.cells), at)
            left.release()

        def reorganise() -> None:
            draw = random.Random(99)
            for turn in range(REORGANISATIONS):
                at = NOW if turn % 2 else day(draw.randrange(50, 400))
                upto = day(401 + turn) if turn % 3 else None
                child, parent = draw.choice(history.bases), draw.choice(history.uppers)
                with acting_for(actor):
                    history.tell(history.place(child, parent, at, upto))
            left.release()

        def stop_when_written() -> None:
            for _each in range(WRITERS + 1):
                left.acquire(timeout=100)
            done.set()

        def fold() -> None:
            while not done.is_set():
                totals.fold(5)

        def read() -> None:
            while not done.is_set():
                found = totals.heads([history.root.pk, *uppers], NOW)
                if found[history.root.pk] != 24 or sum(found[key] for key in uppers) != 24:
                    wrong.append(tuple(found.values()))

        raised = run_together(
            *(lambda turn=turn: write(turn) for turn in range(WRITERS)),  # type: ignore[misc]
            reorganise,
            fold,
            read,
            stop_when_written,
        )

        assert (raised, wrong) == ([], [])
        with acting_for(actor):
            self._agree(history, actor)

    def _agree(self, history: History, actor: Actor) -> None:
        assert history.differences() == []
        while totals.fold().rows:
            pass
        assert history.differences() == []
        totals.add_checkpoints(date(2022, 1, 1))
        mended = totals.rebuild(date(2022, 1, 1), choose=False)
        assert (mended.deltas, mended.checkpoints) == (0, 0)
