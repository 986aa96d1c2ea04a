"""The two-way channel: a proposal, what was said on the way, who gives a part, what is published.

A proposal without a name keeps nothing that tells who sent it: no account, no moment, only the day,
and of the receipt code only a digest. Ids are drawn at random, so that they tell no order.
"""

import secrets

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.organisations.models import Organisation
from sotay.proposals.querysets import (
    AttendeeQuerySet,
    MassQuerySet,
    PartQuerySet,
    ProposalQuerySet,
    PublishedQuerySet,
    RepresentationQuerySet,
    SessionQuerySet,
    WordQuerySet,
)


def random_id() -> int:
    """An id that says nothing of when it was drawn; small enough for scripts to hold exactly."""
    return secrets.randbelow(2**52) + 1


class Kind(models.TextChoices):
    ASK = "ask", _("hỏi")
    PROPOSE = "propose", _("đề xuất")
    REPORT = "report", _("phản ánh")


class Subject(models.TextChoices):
    PARTY_LIFE = "party_life", _("sinh hoạt, xây dựng tổ chức đảng")
    IDEAS = "ideas", _("tư tưởng, tuyên truyền, học tập")
    PERSONNEL = "personnel", _("cán bộ, đảng viên")
    CONDUCT = "conduct", _("kỷ luật, lề lối làm việc")
    WORK = "work", _("công việc chuyên môn của cơ quan")
    LIVING = "living", _("đời sống, chế độ, chính sách")
    MASS = "mass", _("đoàn thể, phong trào")
    OTHER = "other", _("việc khác")


class MassOrganisation(models.Model):
    """A union, youth union, association … that stands beside a party organisation."""

    class Kind(models.TextChoices):
        UNION = "union", _("Công đoàn")
        YOUTH = "youth", _("Đoàn Thanh niên")
        WOMEN = "women", _("Hội Phụ nữ")
        VETERANS = "veterans", _("Hội Cựu chiến binh")
        FARMERS = "farmers", _("Hội Nông dân")
        OTHER = "other", _("đoàn thể khác")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mass_organisations"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)  # first day it is no longer there
    end_reason = models.CharField(max_length=300, blank=True)

    objects = MassQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="proposals_one_mass_of_a_name"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(end_reason=""),
                name="proposals_ended_mass_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Representation(models.Model):
    """Whose account speaks for a mass organisation, and on which days. Rows are only closed."""

    mass_organisation = models.ForeignKey(
        MassOrganisation, models.PROTECT, related_name="representations"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day they no longer speak for it

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="proposals_representation_ends_after_start",
            ),
            ExclusionConstraint(
                name="proposals_one_representative_a_day",
                expressions=[
                    ("mass_organisation", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mass_organisation_id}: {self.valid_from}"


class WorkingSession(models.Model):
    """The yearly meeting of a committee with a mass organisation: planned, then held."""

    mass_organisation = models.ForeignKey(MassOrganisation, models.PROTECT, related_name="sessions")
    year = models.PositiveSmallIntegerField()
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    conclusion = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mass_organisation", "planned_on"], name="proposals_one_session_a_day"
            ),
            models.CheckConstraint(
                condition=Q(held_on=None) | ~Q(conclusion=""),
                name="proposals_held_session_concludes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mass_organisation_id}: {self.year}"


class Attendee(models.Model):
    """One who was at a session: a name, a position or both, as one line for its record.

    Nothing ties the line to a member or an account, and nothing else is kept of the person.
    """

    class Side(models.TextChoices):
        COMMITTEE = "committee", _("phía cấp ủy")
        MASS = "mass", _("phía đoàn thể")
        GUEST = "guest", _("khách mời")

    class Role(models.TextChoices):
        CHAIR = "chair", _("chủ trì")
        CLERK = "clerk", _("thư ký")
        PRESENT = "present", _("dự")

    session = models.ForeignKey(WorkingSession, models.PROTECT, related_name="attendees")
    organisation = models.ForeignKey(  # the one whose offices keep the mass organisation
        Organisation, models.PROTECT, related_name="+"
    )
    org_lft = models.BigIntegerField(default=0, editable=False)
    place = models.PositiveSmallIntegerField()  # in the order written, from 1
    side = models.CharField(max_length=9, choices=Side)
    role = models.CharField(max_length=7, choices=Role, default=Role.PRESENT)
    who = models.CharField(max_length=160)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "place"], name="proposals_attendee_has_place"
            ),
            models.UniqueConstraint(
                fields=["session", "role"],
                condition=~Q(role="present"),
                name="proposals_one_chair_one_clerk",
            ),
            models.CheckConstraint(condition=~Q(who=""), name="proposals_attendee_is_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.place}"


class Proposal(models.Model):
    """What somebody asks, proposes or reports to a committee that must answer it by a day."""

    class State(models.TextChoices):
        SENT = "sent", _("mới gửi")
        TAKEN = "taken", _("đang xử lý")
        ASKED_BACK = "asked_back", _("chờ người gửi nói thêm")
        ANSWERED = "answered", _("đã trả lời")
        CLOSED = "closed", _("đã khép lại")
        WITHDRAWN = "withdrawn", _("người gửi rút lại")

    class Satisfaction(models.IntegerChoices):
        NOT = 1, _("chưa hài lòng")
        PARTLY = 2, _("hài lòng một phần")
        FULLY = 3, _("hài lòng")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    organisation = models.ForeignKey(  # the committee that must answer
        Organisation, models.PROTECT, related_name="proposals"
    )
    org_lft = models.BigIntegerField(default=0, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=12, choices=Subject)
    words = models.TextField()
    author = models.ForeignKey(  # None: sent without a name
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt = models.CharField(max_length=64, null=True, blank=True, unique=True)  # digest, hex
    mass_organisation = models.ForeignKey(
        MassOrganisation, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    session = models.ForeignKey(
        WorkingSession, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    received_on = models.DateField()
    due_on = models.DateField()  # last day to answer; late from the day after
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    asked_back_on = models.DateField(null=True, blank=True)  # the term stands still from then on
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    satisfaction = models.PositiveSmallIntegerField(choices=Satisfaction, null=True, blank=True)
    satisfaction_words = models.CharField(max_length=500, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # closed or withdrawn

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, receipt=None)
                | Q(author=None, receipt__isnull=False, mass_organisation=None),
                name="proposals_named_or_by_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="proposals_answer_has_words_and_day",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="proposals_says_something"),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=3),
                name="proposals_satisfaction_in_three_steps",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "received_on"], name="proposals_queue"),
            models.Index(fields=["author", "-received_on"], name="proposals_own"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.received_on}"

    @property
    def is_anonymous(self) -> bool:
        return self.author_id is None

    @property
    def title(self) -> str:
        """The beginning of the words, for lists."""
        first = self.words.strip().splitlines()[0]
        return first if len(first) <= 110 else first[:107].rsplit(" ", 1)[0] + "…"


class Word(models.Model):
    """One thing said on the way to the answer. ``by`` is nobody where the author has no name."""

    class Sort(models.TextChoices):
        ADDED = "added", _("Người gửi nói thêm")
        ASKED = "asked", _("Cấp ủy hỏi lại")
        REFERRED = "referred", _("Chuyển nơi trả lời")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="said")
    place = models.PositiveSmallIntegerField()  # in the order said, from 1
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    sort = models.CharField(max_length=8, choices=Sort)
    words = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "place"], name="proposals_word_has_place")
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.on}"


class Part(models.Model):
    """What another organisation is asked to give towards a joint answer."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead_lft = models.BigIntegerField(default=0, editable=False)
    author = models.ForeignKey(  # of the proposal: from whom the parts of others are kept
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked = models.CharField(max_length=500)
    asked_on = models.DateField()
    words = models.TextField(blank=True)
    given_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organisation"], name="proposals_one_part_each"
            ),
            models.CheckConstraint(
                condition=Q(given_on=None) | ~Q(words=""), name="proposals_given_part_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.organisation_id}"


class Attachment(models.Model):
    """A file that its author put to a named proposal. One without a name takes none."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    added_on = models.DateField()

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "file"], name="proposals_one_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class Published(models.Model):
    """A question and its answer as others may read them: edited, without names.

    What was taken down stays for the committee that published it, with the reason.
    """

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="published")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=12, choices=Subject)
    question = models.TextField()
    answer = models.TextField()
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""),
                name="proposals_taken_down_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.question[:80]


class DayCount(models.Model):
    """How many times in a day something was done without a name: a number, of nobody."""

    class What(models.TextChoices):
        SENT = "sent", _("gửi không ghi tên")
        MISSED = "missed", _("mã không đúng")

    day = models.DateField()
    what = models.CharField(max_length=6, choices=What)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "what"], name="proposals_one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.number}"
