"""The account into which a cell's dues are transferred."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.text import tidy
from sotay.dues.models import BankAccount
from sotay.dues.rules import vietqr
from sotay.dues.services.rights import lock_organisation, require_keeper
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


@transaction.atomic
def set_account(
    *,
    organisation: Organisation,
    bank_code: str,
    bank_name: str,
    number: str,
    holder: str,
    actor: Actor,
) -> BankAccount:
    """Name the cell's account in place of the one before.

    :raises PermissionDenied: not a keeper of this cell
    :raises BadInput: a code or number that no transfer can use, or a name lacking
    """
    require_keeper(actor, organisation)
    lock_organisation(organisation)
    code = vietqr.check_bank_code(tidy(bank_code))
    account = vietqr.check_account(tidy(number).replace(" ", ""))
    if not (tidy(bank_name) and tidy(holder)):
        raise BadInput(_("Đồng chí ghi tên ngân hàng và tên chủ tài khoản."))
    BankAccount.objects.standing().filter(organisation=organisation).update(
        superseded_at=timezone.now()
    )
    made = BankAccount.objects.create(
        organisation=organisation,
        bank_code=code,
        bank_name=tidy(bank_name)[:80],
        number=account,
        holder=tidy(holder)[:120],
        entered_by=actor.user,
    )
    audit.record(actor, "dues.set_account", made, organisation=organisation)
    return made
