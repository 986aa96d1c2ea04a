from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.querysets import ApiTokenQuerySet, UserManager
from sotay.accounts.rules import LONGEST_TOKEN_DAYS
from sotay.core.text import name_sort_key, nfc, tidy
from sotay.ui.frame import TEXT_SIZES


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, or who held an office before the system was there.

    What a user may do comes from offices (``organisations.Grant``), never from flags here.
    """

    username = models.CharField(_("Tên đăng nhập"), max_length=80, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1000, editable=False, db_index=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)  # runs the server; reads no member data
    text_size = models.PositiveSmallIntegerField(_("Cỡ chữ (%)"), default=100)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    mail_reminders = models.BooleanField(_("Nhắc việc qua thư"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_username_in_any_case"),
            models.CheckConstraint(
                condition=Q(text_size__in=TEXT_SIZES), name="accounts_text_size_known"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.full_name = tidy(self.full_name)
        self.sort_key = name_sort_key(self.full_name)

    def get_full_name(self) -> str:
        return self.full_name

    # Keyboards compose marked letters differently: a password is compared in one form.
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else nfc(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else nfc(raw_password))


class ApiToken(models.Model):
    """A key for a program: acts as its user, within a scope, until a day.

    Only a digest is kept; the key itself is shown once, when it is made.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Chỉ đọc")
        WRITE = "write", _("Đọc và ghi")

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + timedelta(days=LONGEST_TOKEN_DAYS)),
                name="accounts_token_ends_within_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.user})"

    def is_usable(self, moment: datetime) -> bool:
        """Neither revoked nor run out at ``moment``; the moment of expiry itself is too late."""
        return self.revoked_at is None and moment < self.expires_at
