"""Routes of dues: every act and list that a page has, by the same services."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from sotay.dues import importing, schemas, services
from sotay.dues.importing.columns import asked_of
from sotay.dues.importing.template import MEDIA_TYPE
from sotay.dues.models import (
    Advice,
    BankAccount,
    Collection,
    PaymentList,
    Receipt,
    Remittance,
)
from sotay.dues.own import own_dues, place_of
from sotay.dues.papers import receipt_pdf
from sotay.dues.querysets import kept_by
from sotay.dues.rollup import FIGURES, Row, rollup
from sotay.dues.rules import months
from sotay.dues.services.ending import ended_months, settles
from sotay.dues.services.remitting import may_send_again
from sotay.dues.sheets import reversed_of, sheet
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _cell(request: HttpRequest, key: int) -> Organisation:
    """A cell whose dues the actor keeps; others are not found."""
    return get_object_or_404(Organisation.objects.filter(pk__in=kept_by(_actor(request))), pk=key)


def _collection(request: HttpRequest, key: int, month: date) -> Collection:
    return get_object_or_404(
        Collection.objects.select_related("organisation"),
        organisation=_cell(request, key),
        month=months.first(month),
    )


def _own(request: HttpRequest) -> Member:
    found = Member.objects.filter(user=_actor(request).user, is_active=True)
    return get_object_or_404(found.select_related("cell"))


@router.get("/mine", response=schemas.MineOut)
def read_mine(request: HttpRequest, count: int = Query(0, ge=0, le=24)) -> Any:
    """One's own dues; ``count`` months are to be paid at once, 0 stands for what is owed."""
    shown = own_dues(_own(request), _actor(request).today, count)
    stood = shown.ledger
    return schemas.MineOut(
        organisation_id=stood.organisation.pk,
        paid_until=stood.until,
        left=stood.left,
        unknown=[one.month for one in stood.unknown],
        basis=schemas.BasisOut.from_orm(stood.basis) if stood.basis else None,
        transfer=schemas.TransferOut(
            months=list(shown.transfer.months),
            amount=shown.transfer.amount,
            note=shown.transfer.note,
            content=shown.transfer.content,
        )
        if shown.transfer
        else None,
        receipts=[schemas.ReceiptOut.of(one) for one in stood.receipts],
        advices=[schemas.AdviceOut.from_orm(one) for one in shown.advices],
    )


@router.post("/mine/basis", response={201: schemas.BasisOut})
def declare_own_basis(request: HttpRequest, payload: schemas.OwnBasisIn) -> Any:
    """Say by what one's own dues are reckoned."""
    own, actor = _own(request), _actor(request)
    made = services.declare_basis(
        organisation=place_of(own, actor.today), member_id=own.pk, actor=actor, **payload.dict()
    )
    return Status(201, made)


@router.post("/mine/transfers", response={201: schemas.AdviceOut})
def tell_transfer(request: HttpRequest, payload: schemas.AdviceIn) -> Any:
    """Say that one's dues were transferred; they count once the cell confirms."""
    own, actor = _own(request), _actor(request)
    made = services.tell_transfer(
        organisation=place_of(own, actor.today),
        wanted=payload.months,
        amount=payload.amount,
        actor=actor,
    )
    return Status(201, made)


@router.get("/rollup", response=schemas.RollupOut)
def read_rollup(
    request: HttpRequest, organisation_id: int | None = None, month: date | None = None
) -> Any:
    """Sums of the organisations directly below in one month; nobody's own figure."""
    actor = _actor(request)
    key = organisation_id if organisation_id is not None else getattr(actor.organisation, "pk", 0)
    organisation = _summed(request, key)
    found = rollup(actor, organisation, months.first(month or actor.today))
    return schemas.RollupOut(
        organisation_id=organisation.pk,
        month=found.month,
        rows=[_row(row) for row in found.rows],
        total=_row(found.total),
    )


def _summed(request: HttpRequest, key: int) -> Organisation:
    actor = _actor(request)
    found = get_object_or_404(Organisation.objects.reached_by(actor), pk=key)
    if not actor.can("dues.rollup", found):
        raise Http404
    return found


def _row(row: Row) -> schemas.DuesRowOut:
    return schemas.DuesRowOut(
        organisation_id=row.organisation_id,
        name=row.name,
        cells=row.cells,
        lists=row.lists,
        closed=row.closed,
        silent=row.silent,
        figures={name: row.figure(name) for name in FIGURES},
    )


@router.get("/remittances", response=list[schemas.RemittanceOut])
def list_remittances(
    request: HttpRequest,
    month: date | None = None,
    waiting: bool = False,
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """What was sent up from, or to, organisations in reach; ``waiting``: for your confirmation."""
    actor = _actor(request)
    if not actor.can("dues.rollup"):
        raise PermissionDenied
    found = Remittance.objects.visible_to(actor)
    if waiting:
        found = Remittance.objects.received_by(actor).waiting()
    if month is not None:
        found = found.filter(month=months.first(month))
    return found[:limit]


def _remittance(request: HttpRequest, remittance_id: int) -> Remittance:
    actor = _actor(request)
    found = get_object_or_404(
        Remittance.objects.select_related("organisation", "to_organisation"), pk=remittance_id
    )
    is_visible = Remittance.objects.visible_to(actor).filter(pk=found.pk).exists()
    if not is_visible and not may_send_again(actor, found):
        raise Http404
    return found


@router.post("/remittances/{int:remittance_id}/confirm", response=schemas.RemittanceOut)
def confirm_remittance(request: HttpRequest, remittance_id: int) -> Any:
    """The money has come."""
    return services.confirm_remittance(
        remittance=_remittance(request, remittance_id), actor=_actor(request)
    )


@router.post("/remittances/{int:remittance_id}/return", response=schemas.RemittanceOut)
def return_remittance(
    request: HttpRequest, remittance_id: int, payload: schemas.DuesReasonIn
) -> Any:
    """Send it back with a reason."""
    return services.return_remittance(
        remittance=_remittance(request, remittance_id),
        reason=payload.reason,
        actor=_actor(request),
    )


@router.post("/remittances/{int:remittance_id}/resend", response=schemas.RemittanceOut)
def resend_remittance(
    request: HttpRequest, remittance_id: int, payload: schemas.DuesReasonIn
) -> Any:
    """Send up again what was returned, with a word on what was mended."""
    return services.resend_remittance(
        remittance=_remittance(request, remittance_id), note=payload.reason, actor=_actor(request)
    )


@router.post("/organisations/{int:organisation_id}/pass-on", response={201: schemas.RemittanceOut})
def pass_on(request: HttpRequest, organisation_id: int, payload: schemas.MonthIn) -> Any:
    """A committee shares what it has confirmed for a month and sends the rest up."""
    made = services.pass_on(
        organisation=_summed(request, organisation_id),
        month=payload.month,
        actor=_actor(request),
    )
    return Status(201, made)


@router.get("/cells/{int:cell_id}/months", response=list[schemas.CollectionOut])
def list_months(request: HttpRequest, cell_id: int, limit: int = Query(50, ge=1, le=200)) -> Any:
    """A cell's months with their sums, the latest first."""
    return Collection.objects.filter(organisation=_summed(request, cell_id))[:limit]


@router.post("/cells/{int:cell_id}/months", response={201: schemas.CollectionOut})
def open_month(request: HttpRequest, cell_id: int, payload: schemas.MonthIn) -> Any:
    """Make the collection list of a month."""
    made = services.open_month(
        organisation=_cell(request, cell_id), month=payload.month, actor=_actor(request)
    )
    return Status(201, made)


@router.get("/ended", response=list[schemas.EndedMonthOut])
def list_ended_months(request: HttpRequest) -> Any:
    """Months left open by cells that have ended, which you may close."""
    return [schemas.EndedMonthOut.of(one) for one in ended_months(_actor(request))]


@router.post("/ended/{int:cell_id}/months/{month}/close", response=schemas.CollectionOut)
def close_ended(request: HttpRequest, cell_id: int, month: date) -> Any:
    """Close the open month of a cell that has ended and send up the part of the level above."""
    actor = _actor(request)
    collection = get_object_or_404(
        Collection.objects.select_related("organisation"),
        organisation=cell_id,
        month=months.first(month),
    )
    if not settles(actor, cell_id, collection.month):
        raise Http404
    return services.close_ended(collection=collection, actor=actor)


@router.get("/cells/{int:cell_id}/months/{month}", response=schemas.SheetOut)
def read_month(request: HttpRequest, cell_id: int, month: date) -> Any:
    """The collection list: who, by what, owed, paid, arrears. For those who keep these dues."""
    shown = sheet(_collection(request, cell_id, month))
    sums = schemas.CollectionOut.from_orm(shown.collection).dict()
    return schemas.SheetOut(
        **sums,
        lines=[
            schemas.LineOut(
                member_id=line.due.member_id,
                name=line.due.member_name,
                is_guest=line.due.is_guest,
                category=line.due.category,
                base=line.due.base,
                amount=line.due.amount,
                paid=line.paid,
                left=line.left,
                arrears={months.key(one): left for one, left in line.arrears.items()},
                rule=line.due.rule,
                paid_there=[schemas.PaidThereOut.of(one) for one in line.credits],
            )
            for line in shown.lines
        ],
        elsewhere=[schemas.PaidThereOut.of(one) for one in shown.elsewhere],
    )


@router.post("/cells/{int:cell_id}/months/{month}/refresh", response=schemas.CollectionOut)
def refresh_month(request: HttpRequest, cell_id: int, month: date) -> Any:
    """Reckon an open month anew."""
    return services.refresh_month(
        collection=_collection(request, cell_id, month), actor=_actor(request)
    )


@router.post("/cells/{int:cell_id}/months/{month}/close", response=schemas.CollectionOut)
def close_month(request: HttpRequest, cell_id: int, month: date) -> Any:
    """End a month and send up the part of the level above."""
    return services.close_month(
        collection=_collection(request, cell_id, month), actor=_actor(request)
    )


@router.post("/cells/{int:cell_id}/months/{month}/payments", response={201: schemas.ReceiptOut})
def pay(request: HttpRequest, cell_id: int, month: date, payload: schemas.PayIn) -> Any:
    """Take money from one member in the open month; without an amount, all that is left."""
    given = payload.dict(exclude={"months"})
    made = services.pay(
        collection=_collection(request, cell_id, month),
        wanted=payload.months,
        actor=_actor(request),
        **given,
    )
    return Status(201, schemas.ReceiptOut.of(made))


@router.post("/cells/{int:cell_id}/months/{month}/payments/all", response=schemas.DuesCountOut)
def pay_all(request: HttpRequest, cell_id: int, month: date) -> Any:
    """Take from everybody what is left of the open month."""
    count = services.pay_all(collection=_collection(request, cell_id, month), actor=_actor(request))
    return schemas.DuesCountOut(count=count)


@router.get("/cells/{int:cell_id}/lists", response=list[schemas.PaymentListOut])
def list_payment_lists(
    request: HttpRequest, cell_id: int, limit: int = Query(50, ge=1, le=200)
) -> Any:
    """Lists of payments taken in, the latest first; without their rows."""
    found = PaymentList.objects.filter(organisation=_cell(request, cell_id))
    return [
        schemas.PaymentListOut.of(one)
        for one in found.select_related("collection").defer("rows", "table")[:limit]
    ]


@router.post("/cells/{int:cell_id}/months/{month}/lists", response={201: schemas.PaymentListOut})
def start_list(request: HttpRequest, cell_id: int, month: date, file: File[UploadedFile]) -> Any:
    """Give a list of payments or a bank's statement; nothing is paid before it is applied."""
    made = importing.start_list(
        collection=_collection(request, cell_id, month),
        data=file.read(),
        file_name=file.name or "",
        actor=_actor(request),
    )
    return Status(201, _shown_list(request, made))


@router.get("/cells/{int:cell_id}/months/{month}/lists/template")
def read_list_template(request: HttpRequest, cell_id: int, month: date) -> HttpResponse:
    """The Excel file to fill in, with the cell's payers and what each owes."""
    shown = sheet(_collection(request, cell_id, month))
    return HttpResponse(importing.template(shown, _actor(request)), content_type=MEDIA_TYPE)


def _payment_list(request: HttpRequest, list_id: int) -> PaymentList:
    kept = PaymentList.objects.kept_by(_actor(request))
    return get_object_or_404(kept.select_related("collection", "organisation"), pk=list_id)


def _shown_list(request: HttpRequest, found: PaymentList) -> schemas.PaymentListOut:
    is_open = found.state == PaymentList.State.READ and found.collection.is_open
    plan = importing.plan_of(found, _actor(request)) if is_open else None
    return schemas.PaymentListOut.of(found, plan)


@router.get("/lists/{int:list_id}", response=schemas.PaymentListOut)
def read_list(request: HttpRequest, list_id: int) -> Any:
    """What every row would do as things stand now, or what was done."""
    return _shown_list(request, _payment_list(request, list_id))


@router.get("/lists/{int:list_id}/columns", response=schemas.ColumnsOut)
def read_columns(request: HttpRequest, list_id: int) -> Any:
    """The head of a table that waits for somebody to say which column is which."""
    found = _payment_list(request, list_id)
    if found.state != PaymentList.State.ASKED:
        raise Http404
    asked = asked_of(found)
    return schemas.ColumnsOut(
        rows=[cells for _number, cells in asked.first_rows], first=asked.first, guess=asked.guess
    )


@router.put("/lists/{int:list_id}/columns", response=schemas.PaymentListOut)
def name_columns(request: HttpRequest, list_id: int, payload: schemas.ColumnsIn) -> Any:
    """Say which column is which and where payments begin."""
    given = payload.dict(exclude={"first"}, exclude_none=True)
    made = importing.name_columns(
        payment_list=_payment_list(request, list_id),
        fields=given,
        first=payload.first,
        actor=_actor(request),
    )
    return _shown_list(request, made)


@router.put("/lists/{int:list_id}/rows/{int:row}", response=schemas.PaymentListOut)
def mend_row(request: HttpRequest, list_id: int, row: int, payload: schemas.RowIn) -> Any:
    """Say what a row means."""
    actor = _actor(request)
    made = importing.mend_row(
        payment_list=_payment_list(request, list_id),
        row=row,
        member_id=payload.member_id,
        wanted=payload.months,
        amount=payload.amount,
        method=payload.method,
        received_on=payload.received_on or actor.today,
        actor=actor,
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/rows/{int:row}/accept", response=schemas.PaymentListOut)
def accept_row(request: HttpRequest, list_id: int, row: int) -> Any:
    """The row is right as it was read."""
    made = importing.accept_row(
        payment_list=_payment_list(request, list_id), row=row, actor=_actor(request)
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/rows/{int:row}/leave", response=schemas.PaymentListOut)
def leave_row(request: HttpRequest, list_id: int, row: int) -> Any:
    """Leave the row out."""
    made = importing.leave_out(
        payment_list=_payment_list(request, list_id), row=row, actor=_actor(request)
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/rows/{int:row}/restore", response=schemas.PaymentListOut)
def restore_row(request: HttpRequest, list_id: int, row: int) -> Any:
    """Take back what was decided of the row."""
    made = importing.restore_row(
        payment_list=_payment_list(request, list_id), row=row, actor=_actor(request)
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/leave", response=schemas.PaymentListOut)
def leave_unsettled_rows(request: HttpRequest, list_id: int) -> Any:
    """Leave out every row that is not understood or not confirmed."""
    made = importing.leave_out_unsettled(
        payment_list=_payment_list(request, list_id), actor=_actor(request)
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/apply", response=schemas.PaymentListOut)
def apply_list(request: HttpRequest, list_id: int) -> Any:
    """Take the money of every settled row, or of none."""
    made = importing.apply_list(payment_list=_payment_list(request, list_id), actor=_actor(request))
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/take-back", response=schemas.PaymentListOut)
def take_back_list(request: HttpRequest, list_id: int, payload: schemas.DuesReasonIn) -> Any:
    """Undo every receipt of an applied list that stands, in its open month; all or none."""
    made = importing.take_back_list(
        payment_list=_payment_list(request, list_id), reason=payload.reason, actor=_actor(request)
    )
    return _shown_list(request, made)


@router.post("/lists/{int:list_id}/drop", response=schemas.PaymentListOut)
def drop_list(request: HttpRequest, list_id: int) -> Any:
    """Give the list up; its rows are forgotten."""
    made = importing.drop_list(payment_list=_payment_list(request, list_id), actor=_actor(request))
    return _shown_list(request, made)


@router.post("/cells/{int:cell_id}/bases", response={201: schemas.BasisOut})
def declare_basis(request: HttpRequest, cell_id: int, payload: schemas.BasisIn) -> Any:
    """Say by what a member's dues are reckoned in the cell."""
    made = services.declare_basis(
        organisation=_cell(request, cell_id), actor=_actor(request), **payload.dict()
    )
    return Status(201, made)


@router.post("/cells/{int:cell_id}/reliefs", response={201: schemas.ReliefOut})
def set_relief(request: HttpRequest, cell_id: int, payload: schemas.ReliefIn) -> Any:
    """Lower a member's dues for some months, by decision."""
    made = services.set_relief(
        organisation=_cell(request, cell_id), actor=_actor(request), **payload.dict()
    )
    return Status(201, made)


@router.get("/cells/{int:cell_id}/account", response=schemas.AccountOut)
def read_account(request: HttpRequest, cell_id: int) -> Any:
    """The account of a cell whose dues you keep."""
    return get_object_or_404(BankAccount.objects.standing(), organisation=_cell(request, cell_id))


@router.post("/cells/{int:cell_id}/account", response={201: schemas.AccountOut})
def set_account(request: HttpRequest, cell_id: int, payload: schemas.DuesAccountIn) -> Any:
    """Name the account into which the cell's dues are transferred."""
    made = services.set_account(
        organisation=_cell(request, cell_id), actor=_actor(request), **payload.dict()
    )
    return Status(201, made)


def _receipt(request: HttpRequest, receipt_id: int) -> Receipt:
    visible = Receipt.objects.visible_to(_actor(request))
    return get_object_or_404(visible.select_related("organisation", "made_by"), pk=receipt_id)


@router.get("/receipts/{int:receipt_id}", response=schemas.ReceiptOut)
def read_receipt(request: HttpRequest, receipt_id: int) -> Any:
    """A receipt with its entries, for whoever took the money and for whoever paid."""
    return schemas.ReceiptOut.of(_receipt(request, receipt_id))


@router.get("/receipts/{int:receipt_id}/pdf")
def read_receipt_file(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The receipt as PDF."""
    found = _receipt(request, receipt_id)
    named = Profile.objects.nearest([found.organisation_id], found.received_on)
    entries = list(found.payments.filter(amount__gt=0).order_by("id"))
    made = receipt_pdf(
        found, named[found.organisation_id].name, entries, is_reversed=bool(reversed_of([found]))
    )
    return HttpResponse(made, content_type="application/pdf")


@router.post("/receipts/{int:receipt_id}/reverse", response=schemas.ReceiptOut)
def reverse_receipt(request: HttpRequest, receipt_id: int, payload: schemas.DuesReasonIn) -> Any:
    """Undo a receipt by entries of the opposite sign in the open month."""
    found = _receipt(request, receipt_id)
    services.reverse_receipt(receipt=found, reason=payload.reason, actor=_actor(request))
    return schemas.ReceiptOut.of(found)


def _advice(request: HttpRequest, advice_id: int) -> Advice:
    kept = Advice.objects.kept_by(_actor(request)).select_related("organisation")
    return get_object_or_404(kept, pk=advice_id)


@router.get("/advices", response=list[schemas.AdviceOut])
def list_advices(request: HttpRequest, limit: int = Query(50, ge=1, le=200)) -> Any:
    """What members of your cell say they transferred, not answered yet."""
    actor = _actor(request)
    if not kept_by(actor):
        raise PermissionDenied(_("Việc này của Bí thư, Phó Bí thư chi bộ."))
    return Advice.objects.kept_by(actor).filter(state=Advice.State.WAITING)[:limit]


@router.post("/advices/{int:advice_id}/confirm", response=schemas.AdviceOut)
def confirm_advice(request: HttpRequest, advice_id: int) -> Any:
    """The cell has found the money."""
    return services.confirm_advice(advice=_advice(request, advice_id), actor=_actor(request))


@router.post("/advices/{int:advice_id}/decline", response=schemas.AdviceOut)
def decline_advice(request: HttpRequest, advice_id: int, payload: schemas.DuesReasonIn) -> Any:
    """The cell does not find the money."""
    return services.decline_advice(
        advice=_advice(request, advice_id), answer=payload.reason, actor=_actor(request)
    )
