"""Whose act it is: an office in the very organisation looked at, one above it, one that decided."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.organisations.access import Actor, known_acts
from sotay.organisations.models import Organisation
from sotay.recognitions.models import Review


def may_own(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether ``actor`` holds an office in ``organisation`` itself that allows ``act``."""
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id == organisation.pk and grant.office.code in offices
        for grant in actor.grants
    )


def may_above(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether ``actor`` holds such an office over ``organisation``, not in it."""
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id != organisation.pk
        and grant.office.code in offices
        and grant.organisation.lft <= organisation.lft < grant.organisation.rgt
        for grant in actor.grants
    )


def committee_of(actor: Actor, act: str, organisation: Organisation) -> Organisation | None:
    """The nearest committee above in whose name ``actor`` may do ``act``; none: the system."""
    offices = known_acts()[act]
    above = [
        grant.organisation
        for grant in actor.grants
        if grant.organisation_id != organisation.pk
        and grant.office.code in offices
        and grant.organisation.lft <= organisation.lft < grant.organisation.rgt
    ]
    return max(above, key=lambda one: one.lft, default=None)


def may_revoke(actor: Actor, act: str, review: Review) -> bool:
    """Whether ``actor`` holds such an office in the very committee that decided.

    Where it was not written down which committee did, any above the organisation stands for it.
    """
    if review.decided_in_id is None:
        return may_above(actor, act, review.organisation)
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id == review.decided_in_id and grant.office.code in offices
        for grant in actor.grants
    )


def require_own(actor: Actor, act: str, organisation: Organisation) -> None:
    if not may_own(actor, act, organisation):
        raise PermissionDenied(
            _("Việc này thuộc cấp ủy của chính tổ chức được xét. Đồng chí báo bí thư chi bộ.")
        )


def require_above(actor: Actor, act: str, organisation: Organisation) -> None:
    if not may_above(actor, act, organisation):
        raise PermissionDenied(_("Việc này thuộc cấp ủy cấp trên của tổ chức được xét."))


def require_revoker(actor: Actor, act: str, review: Review) -> None:
    if not may_revoke(actor, act, review):
        raise PermissionDenied(_("Việc này thuộc chính cấp ủy đã ra quyết định."))
