"""Dues: what each owes and paid, month by month, and what goes up.

Tables about one person (:class:`Basis`, :class:`Relief`, :class:`Due`, :class:`Receipt`,
:class:`Payment`, :class:`Advice`, :class:`Credit`) are under row-level security: that person, and
those who keep the dues of that very cell; :class:`PaymentList` and :class:`ListedPayment` are for
the keepers alone. :class:`Collection` and :class:`Remittance` hold sums of cells. Money is
whole đồng; entries are added, never changed.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.periods import Dated, no_overlap
from sotay.dues.querysets import (
    AccountQuerySet,
    CollectionQuerySet,
    CreditQuerySet,
    DatedDuesQuerySet,
    DueQuerySet,
    KeptQuerySet,
    ListQuerySet,
    PaymentQuerySet,
    PersonalDuesQuerySet,
    RemittanceQuerySet,
)
from sotay.members.models import Member
from sotay.organisations.models import Organisation


class Category(models.TextChoices):
    """By what a member's dues are reckoned; each has its rule (``rules.owing.KINDS``)."""

    SALARIED = "salaried", _("hưởng lương")
    BENEFIT = "benefit", _("đang hưởng chế độ ốm đau, thai sản")
    PENSION = "pension", _("hưởng lương hưu")
    PENSION_WORK = "pension_work", _("hưởng lương hưu, vẫn làm việc có lương")
    ALLOWANCE = "allowance", _("hưởng trợ cấp người có công, mất sức, xã hội")
    UNINSURED = "uninsured", _("nông dân, lao động tự do, chưa đến tuổi nghỉ hưu")
    UNINSURED_OLD = "uninsured_old", _("đã đến tuổi nghỉ hưu, không có lương hưu")
    STUDENT = "student", _("học sinh, sinh viên")
    ABROAD_POSTED = "abroad_posted", _("ở nước ngoài, hưởng sinh hoạt phí")
    ABROAD_OTHER = "abroad_other", _("ở nước ngoài, trường hợp khác")


class Region(models.IntegerChoices):
    """Regions of the minimum wage."""

    ONE = 1, _("vùng I")
    TWO = 2, _("vùng II")
    THREE = 3, _("vùng III")
    FOUR = 4, _("vùng IV")


class Method(models.TextChoices):
    CASH = "cash", _("tiền mặt")
    BANK = "bank", _("chuyển khoản")
    PORTAL = "portal", _("Cổng Dịch vụ công quốc gia")


class Ground(models.TextChoices):
    """Why dues are lowered or not asked; the case itself is in the cell's decision, not here."""

    HARDSHIP = "hardship", _("hoàn cảnh khó khăn")
    SOCIAL = "social", _("hưởng trợ cấp hưu trí xã hội")
    YEARS = "years", _("đủ năm tuổi đảng được miễn")
    DECISION = "decision", _("theo quyết định của cấp có thẩm quyền")


class Basis(Dated):
    """A member's category and figure in one cell, from a month on. Shown to nobody above the cell.

    ``valid_from`` is the first of a month. ``income`` is đồng a month, as declared.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_bases")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.CharField(max_length=16, choices=Category)
    income = models.PositiveBigIntegerField(null=True, blank=True)
    region = models.PositiveSmallIntegerField(choices=Region, null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = DatedDuesQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("dues_one_basis_a_day", "member", "organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.category} [{self.valid_from}, {self.valid_to})"


class Relief(Dated):
    """Dues lowered or not asked of a member for some months, by decision."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_reliefs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=10, choices=Ground)
    decision_number = models.CharField(max_length=60)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = DatedDuesQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("dues_one_relief_a_day", "member", "organisation"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="dues_relief_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: −{self.percent} % [{self.valid_from}, {self.valid_to})"


class Collection(models.Model):
    """The dues of one cell in one month: open, then closed. Holds sums, nobody's own figure.

    ``owed``, ``heads``, ``unknown`` and ``settled`` speak of the month; ``received`` of the money
    that came in while it was open, whatever month it was paid for: that is what is shared.
    """

    class State(models.TextChoices):
        OPEN = "open", _("đang thu")
        CLOSED = "closed", _("đã chốt")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dues_collections")
    month = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    heads = models.PositiveIntegerField(default=0)  # who pay here this month
    unknown = models.PositiveIntegerField(default=0)  # of them, those whose figure is missing
    settled = models.PositiveIntegerField(default=0)  # of them, those who owe nothing more
    owed = models.PositiveBigIntegerField(default=0)  # of those known
    paid = models.PositiveBigIntegerField(default=0)  # for this month, whenever it came
    received = models.PositiveBigIntegerField(default=0)  # in this month, for whichever
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month"], name="dues_one_collection_a_month"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="open"), name="dues_one_open_collection"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_on__isnull=False),
                name="dues_closed_has_day",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="dues_collection_of_a_month"),
        ]
        indexes = [models.Index(fields=["month", "organisation"], name="dues_by_month")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def missing(self) -> int:
        """Owed for the month and not paid, of those whose figure is known."""
        return max(0, self.owed - self.paid)

    @property
    def unsettled(self) -> int:
        return self.heads - self.settled


class Due(models.Model):
    """What one member owes for one month, as reckoned: base, rate with its rule, relief, amount.

    ``amount`` is empty while something is unknown. A later reckoning supersedes the row. The name
    is kept here: a guest's record, or that of somebody who has left, is not seen by the cell.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="dues")
    month = models.DateField()
    member_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=1000, editable=False)
    is_guest = models.BooleanField(default=False)  # here by a temporary transfer
    category = models.CharField(max_length=16, choices=Category, blank=True)
    base = models.PositiveBigIntegerField(null=True, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    relief_percent = models.PositiveSmallIntegerField(default=0)
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = DueQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "month"],
                condition=Q(superseded_at=None),
                name="dues_once_a_month",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "month"],
                condition=Q(superseded_at=None),
                name="dues_of_cell_and_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month:%Y-%m}: {self.amount}"


class Receipt(models.Model):
    """A numbered receipt for money taken from one member, for one month or several."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="receipts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_receipts")
    member_name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    method = models.CharField(max_length=6, choices=Method, default=Method.CASH)
    received_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = PersonalDuesQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="dues_receipt_number_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_receipt_has_amount"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """``07/2026``."""
        return f"{self.number:02d}/{self.year}"


class Payment(models.Model):
    """One entry of the ledger: money for one month, or the reversal of an earlier entry."""

    class Kind(models.TextChoices):
        PAID = "paid", _("thu")
        REVERSED = "reversed", _("hủy khoản đã thu")

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_payments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="payments")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="payments")
    month = models.DateField()  # for which it is paid
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAID)
    amount = models.BigIntegerField()  # below 0 for a reversal
    reason = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    entered_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="paid", amount__gt=0, reverses=None)
                | (Q(kind="reversed", amount__lt=0, reverses__isnull=False) & ~Q(reason="")),
                name="dues_entry_is_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "member", "month"], name="dues_ledger_of_member"),
            models.Index(fields=["collection"], name="dues_ledger_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month:%Y-%m}: {self.amount}"


class Credit(models.Model):
    """A month paid in the cell before the member came here: so that it is not owed here again.

    All that the new cell learns of that money: which month, how much, where, by which receipt. The
    money and its shares stay with the cell that took it. Written by the acts alone that look there.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_credits")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.PositiveBigIntegerField()
    member_name = models.CharField(max_length=120)
    paid_to = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="+")
    receipt_code = models.CharField(max_length=20)  # the receipt itself is not seen from here
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "receipt", "month"],
                condition=Q(superseded_at=None),
                name="dues_credit_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_credit_has_amount"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "member"],
                condition=Q(superseded_at=None),
                name="dues_credits_of_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month:%Y-%m}: {self.receipt_code}"


class Advice(models.Model):
    """A member's word that money was transferred. It counts for nothing until it is confirmed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ chi bộ xác nhận")
        CONFIRMED = "confirmed", _("chi bộ đã nhận")
        DECLINED = "declined", _("chi bộ chưa thấy tiền")

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_advices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    months = ArrayField(models.DateField())
    amount = models.PositiveBigIntegerField()
    note = models.CharField(max_length=25)  # what stands on the transfer
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    answer = models.CharField(max_length=300, blank=True)
    told_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, blank=True, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = PersonalDuesQuerySet.as_manager()

    class Meta:
        ordering = ["told_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "organisation"],
                condition=Q(state="waiting"),
                name="dues_one_advice_waiting",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_advice_has_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.amount} ({self.state})"


class BankAccount(models.Model):
    """The account into which a cell's dues are transferred; replaced, never overwritten."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dues_accounts")
    bank_code = models.CharField(max_length=6)
    bank_name = models.CharField(max_length=80)
    number = models.CharField(max_length=19)
    holder = models.CharField(max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(superseded_at=None),
                name="dues_one_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.bank_code} {self.number}"


class Remittance(models.Model):
    """What an organisation kept and what it sent up of a month, and what the level above said.

    ``base`` is what was shared: the money received in the month, or what came from below.
    """

    class State(models.TextChoices):
        SENT = "sent", _("đã nộp, chờ cấp trên xác nhận")
        CONFIRMED = "confirmed", _("cấp trên đã nhận")
        RETURNED = "returned", _("cấp trên trả lại")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dues_remittances")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField()
    collection = models.OneToOneField(
        Collection, models.PROTECT, null=True, blank=True, related_name="remittance"
    )
    base = models.PositiveBigIntegerField()
    kept = models.PositiveBigIntegerField()
    remitted = models.PositiveBigIntegerField()
    share = models.DecimalField(max_digits=7, decimal_places=6)  # the kept one, of one
    rule = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_in = models.ForeignKey(  # the remittance of the level above that holds this one's money
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(base=models.F("kept") + models.F("remitted")),
                name="dues_shares_make_the_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="dues_returned_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "state"], name="dues_to_confirm"),
            models.Index(fields=["month", "organisation"], name="dues_sent_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m}: {self.remitted}"


class PaymentList(models.Model):
    """A list of payments on its way into a cell's open month: what the file said, row by row.

    Of a file only the rows that speak of dues are kept, and only until the list is applied or given
    up. ``choices`` holds what the keeper decided about a row, by its number. Where the headings are
    not understood the whole ``table`` is kept until the keeper has said which column is which.
    """

    class Sort(models.TextChoices):
        LIST = "list", _("danh sách đã thu")
        STATEMENT = "statement", _("sao kê của ngân hàng")

    class State(models.TextChoices):
        ASKED = "asked", _("chờ chỉ cột")
        READ = "read", _("đã đọc, chưa ghi")
        APPLIED = "applied", _("đã ghi")
        DROPPED = "dropped", _("đã bỏ, không ghi gì")
        UNDONE = "undone", _("đã ghi rồi rút lại")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="lists")
    sort = models.CharField(max_length=9, choices=Sort)
    file_name = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)  # what the reader of the file remarked
    columns = models.JSONField(default=list)  # letter, heading, field
    rows = models.JSONField(default=list)
    passed = models.JSONField(default=dict)  # how many rows were passed over, by reason
    choices = models.JSONField(default=dict)
    table = models.JSONField(default=list)
    named = models.JSONField(default=dict)  # columns as the keeper named them, for the next list
    state = models.CharField(max_length=7, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_reason = models.CharField(max_length=300, blank=True)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = ListQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=("asked", "read")),
                name="dues_one_list_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="asked")
                | Q(state="read", table=[])
                | Q(settled_at__isnull=False, rows=[], choices={}, table=[]),
                name="dues_settled_list_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone")
                | (Q(undone_on__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="dues_undone_list_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.collection_id}"


class ListedPayment(models.Model):
    """A receipt made from a row of a list. The row's fingerprint keeps it from being taken twice.

    When the receipt is reversed the row is released and may be taken again.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    payment_list = models.ForeignKey(PaymentList, models.PROTECT, related_name="payments")
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="listed")
    row = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    released_at = models.DateTimeField(null=True, blank=True)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                condition=Q(released_at=None),
                name="dues_row_taken_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_list_id}: {self.row}"
