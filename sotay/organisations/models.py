"""Organisations through time. A row is superseded, never overwritten; see ``core.periods``."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay.core.periods import Dated, DatedQuerySet, no_overlap
from sotay.organisations.querysets import (
    GrantQuerySet,
    OrganisationQuerySet,
    PlacementQuerySet,
    ProfileQuerySet,
)


class Named(models.Model):
    """An entry of a reference list, with its name in both languages of the screen."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Kind(Named):
    """What sort of node an organisation is. Levels are data: a ward and the country share code."""

    code = models.SlugField(max_length=30, unique=True)  # upper, grassroots_committee, cell, …
    rank = models.PositiveSmallIntegerField()  # 0 is the top; a child's rank is never smaller
    holds_members = models.BooleanField(default=False)  # a cell: members belong to it directly
    is_grassroots = models.BooleanField(default=False)

    class Meta:
        ordering = ["rank", "code"]


class AgencyType(models.TextChoices):
    """What sort of agency the organisation works in."""

    STATE = "state", _("cơ quan nhà nước")
    PARTY = "party", _("cơ quan đảng")
    MASS = "mass", _("đoàn thể")
    SERVICE = "service", _("đơn vị sự nghiệp")
    ENTERPRISE = "enterprise", _("doanh nghiệp")


class Organisation(models.Model):
    """A node of the tree, through all its days; its name and place are dated facts of their own.

    ``lft`` and ``rgt`` number the tree as it stands *today* (gaps between, so that a move renumbers
    only what moves); an organisation outside today's tree keeps the last range it had. They serve
    rights: every personal row carries the ``lft`` of its cell (secrecy by tree range).
    """

    code = models.CharField(max_length=40, unique=True)  # our own, stable; shown in imports
    lft = models.BigIntegerField(default=0, db_index=True)
    rgt = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["lft", "rgt"], name="organisations_range")]

    def __str__(self) -> str:
        return self.code


class Profile(Dated):
    """What an organisation is called and what sort it is, for some days."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="profiles")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    symbol = models.CharField(max_length=20, blank=True)  # of its papers: ĐUK, BTCTW, CB
    agency_type = models.CharField(max_length=12, choices=AgencyType, blank=True)
    sort_key = models.CharField(max_length=1500, editable=False)
    folded = models.CharField(max_length=400, editable=False)  # for search without marks

    objects = ProfileQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("organisations_one_profile_a_day", "organisation"),
        ]
        indexes = [
            models.Index(fields=["organisation", "valid_from"], name="organisations_profile_days"),
            GinIndex(OpClass(F("folded"), "gin_trgm_ops"), name="organisations_profile_find"),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Dated):
    """The parent of an organisation, for some days. The top of a tree has a placement without one.

    An organisation exists on the days on which it has a placement.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="child_placements"
    )
    act = models.ForeignKey("Act", models.PROTECT, null=True, blank=True, related_name="placements")

    objects = PlacementQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("organisations_one_placement_a_day", "organisation"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("organisation")),
                name="organisations_not_its_own_parent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["parent", "valid_from"],
                condition=Q(superseded_at=None),
                name="organisations_children",
            ),
            models.Index(
                fields=["organisation", "valid_from"],
                condition=Q(superseded_at=None),
                name="organisations_parents",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} < {self.parent} [{self.valid_from}, {self.valid_to})"


class Act(models.Model):
    """A reorganisation: one of six, or the correction of one, with the document that decided it."""

    class What(models.TextChoices):
        FOUND = "found", _("Thành lập")
        MERGE = "merge", _("Sáp nhập")
        SPLIT = "split", _("Chia tách")
        RENAME = "rename", _("Đổi tên")
        REPARENT = "reparent", _("Chuyển trực thuộc")
        DISSOLVE = "dissolve", _("Giải thể")
        CORRECT = "correct", _("Đính chính")

    what = models.CharField(max_length=10, choices=What)
    effective_on = models.DateField()  # first day of the new state
    decision_number = models.CharField(max_length=60)
    decision_issuer = models.CharField(max_length=160, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    organisations = models.ManyToManyField(Organisation, related_name="acts")
    outcome = models.ForeignKey(  # founded, merged into, renamed …; none where several or nothing
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    details = models.JSONField(default=dict)  # the act's own words: who, into what, which cells
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["effective_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.decision_number}"


class Succession(models.Model):
    """Which organisation continues which, from a day on, with what share of the members."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances")
    act = models.ForeignKey(Act, models.PROTECT, related_name="successions")
    on = models.DateField()
    share = models.DecimalField(max_digits=7, decimal_places=6)  # of the predecessor, 0 to 1
    members = models.PositiveIntegerField(default=0)  # heads that went this way that day
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "act"], name="organisations_one_succession"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="organisations_share_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.on})"


class PartyGroup(Dated):
    """A party group (tổ đảng): part of a large cell; decides nothing by itself."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="party_groups")
    name = models.CharField(max_length=120)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"


class Office(Named):
    """A post that can be held in an organisation, such as secretary. What it may do: access.py."""

    code = models.SlugField(max_length=30, unique=True)
    rank = models.PositiveSmallIntegerField(default=50)
    is_single = models.BooleanField(default=False)  # one holder at a time in one organisation

    class Meta:
        ordering = ["rank", "code"]


class Grant(Dated):
    """An office held in an organisation for a period; it reaches that organisation's subtree."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    office = models.ForeignKey(Office, models.PROTECT, related_name="grants")
    decision_number = models.CharField(max_length=60, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("organisations_office_held_once_a_day", "user", "organisation", "office"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.office}, {self.organisation}"
