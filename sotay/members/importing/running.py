"""An import run by itself, beside the page that asked for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.errors import RuleBroken
from sotay.members.importing.applying import ImportStopped, Progress, apply, mark
from sotay.members.models import ImportRun
from sotay.organisations.access import Actor, acting_for


def defer(actor: Actor, run: ImportRun) -> None:
    """Let the worker apply ``run`` once what the caller wrote is kept."""
    from procrastinate.contrib.django import app

    job = app.configure_task("members.import", queue="import")
    transaction.on_commit(lambda: job.defer(run_id=run.pk, user_id=actor.user.pk))


def work(actor: Actor, run_id: int) -> str:
    """Apply a waiting run and say how it ended, each in a transaction of its own. Return the state.

    A refusal or a failure leaves the register as it was; the run says why.
    """
    with acting_for(actor):
        run = ImportRun.objects.filter(pk=run_id).first()
        if run is None or run.state != ImportRun.State.WAITING:
            return ""
        mark(actor, run, ImportRun.State.RUNNING)
    try:
        with Progress(run_id) as progress, acting_for(actor):
            return apply(actor=actor, run=run, tell=progress.tell).state
    except ImportStopped as stop:
        state, message = ImportRun.State.STOPPED, str(stop)
    except RuleBroken as refusal:
        state, message = ImportRun.State.FAILED, str(refusal)
    except Exception:
        with acting_for(actor):
            mark(
                actor,
                run,
                ImportRun.State.FAILED,
                _("Có trục trặc ở máy chủ. Chưa có gì được ghi; đồng chí chạy lại."),
            )
        raise
    with acting_for(actor):
        mark(actor, run, state, message)
    return state
