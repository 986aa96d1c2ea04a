"""The register of documents, what they cite, to whom they went, and how they are made concrete."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.directives.querysets import (
    CitationQuerySet,
    DocumentQuerySet,
)
from sotay.directives.types import joined
from sotay.organisations.models import Organisation


class Document(models.Model):
    """Anything issued with a number. Identity: organ, type, number and date together.

    A number alone is no identity: numbering restarts each term.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("mới đọc, chờ xác nhận")
        REGISTERED = "registered", _("đã vào sổ")
        ISSUED = "issued", _("đã ban hành, đã gửi")

    class Secrecy(models.TextChoices):
        SECRET = "mat", _("Mật")
        TOP = "toi-mat", _("Tối mật")
        HIGHEST = "tuyet-mat", _("Tuyệt mật")

    type_code = models.CharField(max_length=12)  # NQ, KH, QĐ …: rules by date give the names
    type_name = models.CharField(max_length=40)  # Nghị quyết; tells Quy định from Quyết định
    number = models.CharField(max_length=20)  # as written: 03, 1127
    organ_symbol = models.CharField(max_length=20)  # ĐUK, TW
    organ = models.CharField(max_length=200, blank=True)  # the issuing organ's name
    issuer = models.ForeignKey(  # when it is one of our organisations
        Organisation, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    registered_by = models.ForeignKey(  # whose officers keep it: a paper from outside is theirs
        Organisation, models.PROTECT, related_name="registered_documents"
    )
    issued_on = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    abstract = models.TextField(blank=True)
    signer = models.CharField(max_length=160, blank=True)
    authority = models.CharField(max_length=160, blank=True)  # T/M BAN THƯỜNG VỤ
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)
    sketch = models.BinaryField(null=True, editable=False)  # signature of its words, to find likes
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    secrecy = models.CharField(  # a marked paper holds no text, no file and no abstract
        max_length=20, choices=Secrecy, blank=True
    )
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)  # first day it no longer holds
    is_programme = models.BooleanField(default=False)  # its tasks are followed as one programme
    plan_year = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ_symbol", "issuer", "type_code", "type_name", "number", "issued_on"],
                condition=Q(issuer__isnull=False),
                name="directives_identity",
            ),
            # Two blocs may each keep the same paper from outside, and neither sees the other's.
            models.UniqueConstraint(
                fields=[
                    "organ_symbol",
                    "registered_by",
                    "type_code",
                    "type_name",
                    "number",
                    "issued_on",
                ],
                condition=Q(issuer__isnull=True),
                name="directives_outside_identity",
            ),
            models.CheckConstraint(
                condition=Q(in_force_to=None)
                | Q(in_force_from=None)
                | Q(in_force_to__gt=F("in_force_from")),
                name="directives_force_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(secrecy="") | (Q(text="") & Q(file=None) & Q(abstract="")),
                name="directives_marked_paper_stays_out",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="directives_search"),
            models.Index(fields=["issuer", "plan_year"], name="directives_plans"),
        ]

    def __str__(self) -> str:
        return f"{self.type_name} {self.symbol}"

    @property
    def symbol(self) -> str:
        """The number and symbol as issued papers print it: ``21-KL/TW``."""
        return joined(self.number, self.type_code, self.organ_symbol)

    @property
    def home(self) -> Organisation:
        """The organisation whose offices decide on it: its issuer, or who keeps it here."""
        return self.issuer or self.registered_by


class Clause(models.Model):
    """A numbered part of a document, with its place in the text."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    path = models.CharField(max_length=40)  # II.3
    text = models.TextField()
    ordinal = models.PositiveIntegerField()
    start = models.PositiveIntegerField()  # offsets in characters of the document's text
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="directives_clause_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.path}"


class Citation(models.Model):
    """One document names another at a place in its text; the reader found it, a person decided."""

    class Relation(models.TextChoices):
        CITES = "cites", _("viện dẫn")
        BASED_ON = "based_on", _("căn cứ")
        IMPLEMENTS = "implements", _("thi hành")
        REPLACES = "replaces", _("thay thế")
        AMENDS = "amends", _("sửa đổi")
        SUPPLEMENTS = "supplements", _("bổ sung")
        REPEALS = "repeals", _("bãi bỏ")

    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    target = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="cited_by"
    )
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.CITES)
    line = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    type_name = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    named = models.CharField(max_length=200, blank=True)
    dated = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    is_inconsistent = models.BooleanField(default=False)
    reason = models.CharField(max_length=10, blank=True)  # what disagrees: type, issuer, date
    suggestion = models.CharField(max_length=300, blank=True)
    alternatives = models.JSONField(default=list, blank=True)  # every repair known, likely first
    resolution = models.CharField(max_length=300, blank=True)  # what the person chose
    is_decided = models.BooleanField(default=False)  # a person linked it: no later paper unlinks it
    is_dropped = models.BooleanField(default=False)  # a person says it is no citation

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["document", "start"]

    def __str__(self) -> str:
        return self.text


class DraftTask(models.Model):
    """A task or a target as the reader proposes it, until an officer takes or drops it."""

    class Kind(models.TextChoices):
        TASK = "task", _("nhiệm vụ")
        TARGET = "target", _("chỉ tiêu")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("chờ xác nhận")
        TAKEN = "taken", _("đã nhận")
        DROPPED = "dropped", _("đã bỏ")

    document = models.ForeignKey(Document, models.CASCADE, related_name="drafts")
    clause = models.ForeignKey(Clause, models.CASCADE, null=True, blank=True, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind)
    line = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    who = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=200, blank=True)
    criterion = models.CharField(max_length=300, blank=True)
    low = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    comparator = models.CharField(max_length=3, blank=True)
    missing = models.JSONField(default=list)  # of owner, day, criterion, product
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)

    class Meta:
        ordering = ["document", "start"]

    def __str__(self) -> str:
        return self.text[:80]


class Distribution(models.Model):
    """A document sent to an organisation; who received it and who opened it, when."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="distributions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="received")
    sent_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation"], name="directives_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.organisation_id}"


class Pin(models.Model):
    """A document that one person keeps at hand to read without network. Nobody else sees it.

    Row-level security is by person, not by tree: an office above opens no pin.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="pins")
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pinned_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "document"], name="directives_pinned_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.document_id}"


class Waiver(models.Model):
    """A clause that an organisation need not make concrete, with the reason."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="waivers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waived_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "organisation"], name="directives_waived_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause_id}, {self.organisation_id}"


class Comparison(models.Model):
    """The formalism meter's reading of one plan against one other text. It informs, no verdict."""

    class Against(models.TextChoices):
        UPPER = "upper", _("văn bản cấp trên")
        LAST_YEAR = "last_year", _("kế hoạch năm trước")
        NEIGHBOUR = "neighbour", _("kế hoạch của nơi khác")

    plan = models.ForeignKey(Document, models.CASCADE, related_name="comparisons")
    other = models.ForeignKey(Document, models.CASCADE, related_name="+")
    against = models.CharField(max_length=10, choices=Against)
    copied_share = models.DecimalField(max_digits=5, decimal_places=4)  # of the plan's syllables
    near_share = models.DecimalField(max_digits=5, decimal_places=4)
    meaning_share = models.DecimalField(max_digits=5, decimal_places=4)
    lost = models.JSONField(default=list)  # {"kind": day, figure or person, "words": …}
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "other"], name="directives_compared_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} ~ {self.other_id}"
