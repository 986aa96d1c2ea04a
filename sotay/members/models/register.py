"""The register of members. Every table here is personal: row-level security is on and forced.

Truth is kept in small dated facts (:class:`Membership`, :class:`Status`); what is derived from
them is in ``models.totals``.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.periods import Dated, no_overlap
from sotay.members.querysets import (
    MemberQuerySet,
    MembershipQuerySet,
    PersonalQuerySet,
    StatusQuerySet,
    StayQuerySet,
    TransferQuerySet,
)
from sotay.members.rules.records import FIELDS
from sotay.organisations.models import Organisation


class Gender(models.IntegerChoices):
    FEMALE = 0, _("nữ")
    MALE = 1, _("nam")


class Education(models.IntegerChoices):
    """General education completed; the categories of the yearly statistics."""

    UNKNOWN = 0, _("chưa ghi")
    PRIMARY = 1, _("tiểu học")
    LOWER_SECONDARY = 2, _("trung học cơ sở")
    UPPER_SECONDARY = 3, _("trung học phổ thông")
    COLLEGE = 4, _("trung cấp, cao đẳng")
    UNIVERSITY = 5, _("đại học")
    MASTER = 6, _("thạc sĩ")
    DOCTOR = 7, _("tiến sĩ")


class Theory(models.IntegerChoices):
    """Level of political theory."""

    UNKNOWN = 0, _("chưa ghi")
    NONE = 1, _("chưa qua đào tạo")
    ELEMENTARY = 2, _("sơ cấp")
    INTERMEDIATE = 3, _("trung cấp")
    ADVANCED = 4, _("cao cấp, cử nhân")


class Standing(models.IntegerChoices):
    """What sort of member, which decides votes, quorums and dues."""

    FULL = 0, _("chính thức")
    PROBATIONARY = 1, _("dự bị")
    EXEMPT = 2, _("được miễn công tác và sinh hoạt")
    SUSPENDED = 3, _("bị đình chỉ sinh hoạt")


class Member(models.Model):
    """A person in the register: what does not change with the days, and what was last written.

    ``org_lft`` is the tree number of the cell the person belongs to today (the last one, for those
    who left): the label by which row-level security decides who sees the row.
    """

    public_id = models.UUIDField(unique=True, db_default=models.Func(function="gen_random_uuid"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="member"
    )
    full_name = models.CharField(_("Họ và tên khai sinh"), max_length=120)
    other_name = models.CharField(_("Họ và tên đang dùng"), max_length=120, blank=True)
    sort_key = models.CharField(max_length=1000, editable=False)
    folded = models.CharField(max_length=240, editable=False)
    gender = models.SmallIntegerField(_("Giới tính"), choices=Gender)
    born_on = models.DateField(_("Ngày sinh"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"))
    ethnicity = models.PositiveSmallIntegerField(_("Dân tộc"), default=0)  # core list, 0 = Kinh
    religion = models.CharField(_("Tôn giáo"), max_length=60, blank=True)
    home_place = models.CharField(_("Quê quán"), max_length=200, blank=True)
    residence = models.CharField(_("Nơi thường trú"), max_length=200, blank=True)
    occupation = models.CharField(_("Nghề nghiệp, chức vụ"), max_length=160, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    citizen_id = models.CharField(_("Số căn cước"), max_length=12, blank=True)
    card_number = models.CharField(_("Số thẻ đảng viên"), max_length=12, blank=True)
    record_number = models.CharField(_("Số lý lịch"), max_length=20, blank=True)
    decided_on = models.DateField(_("Ngày quyết định kết nạp"), null=True, blank=True)
    admitted_on = models.DateField(_("Ngày kết nạp"), null=True, blank=True)  # the ceremony
    recognised_on = models.DateField(_("Ngày công nhận chính thức"), null=True, blank=True)
    cell = models.ForeignKey(  # where the person belongs today, or belonged last
        Organisation,
        models.PROTECT,
        related_name="members_now",
        db_index=False,  # members_by_cell
    )
    org_lft = models.BigIntegerField(default=0, editable=False)  # kept by a trigger
    is_active = models.BooleanField(default=True, editable=False)  # has an open membership
    withdrawn_at = models.DateTimeField(null=True, editable=False)  # entered by mistake: emptied
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["card_number"], condition=~Q(card_number=""), name="members_card_once"
            ),
            models.UniqueConstraint(
                fields=["citizen_id"], condition=~Q(citizen_id=""), name="members_citizen_once"
            ),
        ]
        indexes = [
            models.Index(fields=["org_lft", "sort_key", "id"], name="members_by_tree"),
            models.Index(fields=["cell", "sort_key", "id"], name="members_by_cell"),
            models.Index(fields=["sort_key", "id"], name="members_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Membership(Dated):
    """To which cell a member belongs, and for which days."""

    class Begin(models.TextChoices):
        ADMISSION = "admission", _("kết nạp")
        TRANSFER = "transfer", _("chuyển đến")
        REORGANISATION = "reorganisation", _("do sắp xếp tổ chức")
        REGISTER = "register", _("có trong sổ khi bắt đầu")

    class End(models.TextChoices):
        TRANSFER = "transfer", _("chuyển đi")
        REORGANISATION = "reorganisation", _("do sắp xếp tổ chức")
        REMOVAL = "removal", _("xóa tên")
        EXPULSION = "expulsion", _("khai trừ")
        LEAVING = "leaving", _("ra khỏi Đảng")
        DEATH = "death", _("từ trần")

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    begin = models.CharField(max_length=16, choices=Begin, default=Begin.REGISTER)
    end = models.CharField(max_length=16, choices=End, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("members_one_cell_a_day", "member"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "valid_from"],
                condition=Q(superseded_at=None),
                name="members_of_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.organisation_id} [{self.valid_from}, {self.valid_to})"


class Status(Dated):
    """Standing, education and theory of a member, for some days."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="statuses")
    standing = models.SmallIntegerField(choices=Standing, default=Standing.FULL)
    education = models.SmallIntegerField(choices=Education, default=Education.UNKNOWN)
    theory = models.SmallIntegerField(choices=Theory, default=Theory.UNKNOWN)
    decision_number = models.CharField(max_length=60, blank=True)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = StatusQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints, no_overlap("members_one_status_a_day", "member")]

    def __str__(self) -> str:
        return (
            f"{self.member_id}: {self.get_standing_display()} [{self.valid_from}, {self.valid_to})"
        )


class TemporaryStay(Dated):
    """Temporary transfer: takes part in another cell, and is still counted at the official one."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="temporary_stays")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="temporary_members")
    reason = models.CharField(max_length=200, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    # What the letter of introduction says: the other cell sees no more of the record.
    member_name = models.CharField(max_length=120)
    member_birth_year = models.PositiveSmallIntegerField()
    org_lft = models.BigIntegerField(default=0, editable=False)
    to_lft = models.BigIntegerField(default=0, editable=False)  # the other cell may see it too

    objects = StayQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints, no_overlap("members_one_stay_a_day", "member")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.organisation_id}"


class Transfer(models.Model):
    """An official transfer on its way: sent by one side, confirmed or returned by the other.

    The membership moves only when the receiving side confirms.
    """

    class State(models.TextChoices):
        SENT = "sent", _("đã giới thiệu, chờ nơi nhận")
        CONFIRMED = "confirmed", _("nơi nhận đã xác nhận")
        RETURNED = "returned", _("nơi nhận trả lại")
        WITHDRAWN = "withdrawn", _("nơi đi rút lại")

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    from_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="transfers_out"
    )
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="transfers_in")
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    decision_number = models.CharField(max_length=60)
    moved_on = models.DateField(null=True, blank=True)  # day of the change of job or residence
    sent_on = models.DateField()
    due_on = models.DateField()  # by which the receiving side must have the member, by rule
    leaves_on = models.DateField()  # first day that belongs to the receiving cell
    settled_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # for returning or withdrawing
    rule_ids = ArrayField(models.CharField(max_length=80), default=list)
    # What the letter of introduction says: until it confirms, the receiving side sees no more.
    member_name = models.CharField(max_length=120)
    member_birth_year = models.PositiveSmallIntegerField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    org_lft = models.BigIntegerField(default=0, editable=False)  # where the member is today
    to_lft = models.BigIntegerField(default=0, editable=False)  # the receiving side may see it too
    from_lft = models.BigIntegerField(default=0, editable=False)  # and the releasing side, after

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="sent"), name="members_one_transfer_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.from_organisation_id} → {self.to_organisation_id}"


class Correction(models.Model):
    """A member's request that something held about them be corrected, and the answer."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ trả lời")
        DONE = "done", _("đã sửa")
        REFUSED = "refused", _("không sửa, có lý do")

    member = models.ForeignKey(Member, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    held = models.CharField(max_length=200, blank=True)
    asked = models.CharField(max_length=200)
    why = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.field}"

    @property
    def field_label(self) -> Any:
        """The name of the field on screen."""
        return FIELDS[self.field].label
