"""Forms of the acts: text turned into checked values. What may be done is the services' to say."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.accounts.models import User
from sotay.core.text import fold, tidy
from sotay.organisations.models import AgencyType, Kind, Office, Organisation, Profile
from sotay.organisations.rules.sheet import Row
from sotay.organisations.services import Decision, NewOrganisation, Part
from sotay.ui.forms import DayField

STAYS = "0"  # in a split: with the organisation that goes on
FIRST_PARTS, MOST_PARTS = 2, 60  # new organisations a split asks for at first, and at most


class OrganisationField(forms.CharField):
    """One organisation by its code, or by its name on the day the form is filled in.

    ``among`` is set by the form: a queryset of what may be named.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Mã hoặc tên đầy đủ của tổ chức."))
        super().__init__(**kwargs)
        self.among: Any = Organisation.objects.none()
        self.day: date | None = None

    def clean(self, value: Any) -> Any:
        text = tidy(super().clean(value))
        return find_one(text, self.among, self.day) if text else None


def find_one(text: str, among: Any, day: date | None) -> Organisation:
    """The organisation meant by a code or a name, marked or not.

    :raises ValidationError: none of that name, or several
    """
    by_code = among.filter(code__iexact=text).first()
    if by_code is not None:
        return by_code
    profiles = Profile.objects.as_of(day) if day else Profile.objects.known()
    for wanted in (profiles.filter(name__iexact=text), profiles.filter(folded=fold(text))):
        found = list(among.filter(pk__in=wanted.values("organisation"))[:6])
        if len(found) == 1:
            return found[0]
        if found:
            codes = ", ".join(one.code for one in found)
            raise ValidationError(
                _("Có nhiều tổ chức tên “%(text)s”: %(codes)s. Đồng chí ghi mã của một tổ chức.")
                % {"text": text, "codes": codes}
            )
    raise ValidationError(
        _("Không có tổ chức “%(text)s”. Đồng chí kiểm tra tên hoặc dùng mã.") % {"text": text}
    )


class ActForm(forms.Form):
    """What every act has: the first day of the new state, and the document that decided it."""

    on = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên của tổ chức mới, viết như 30-6-2026."),
    )
    decision_number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"),
        max_length=60,
        help_text=gettext_lazy("Ví dụ 214-QĐ/ĐU."),
    )
    decision_issuer = forms.CharField(
        label=gettext_lazy("Cơ quan ban hành"), max_length=160, required=False
    )
    decided_on = DayField(label=gettext_lazy("Ngày quyết định"), required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, actor: Any, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.actor, self.day = organisation, actor, day
        visible = Organisation.objects.reached_by(actor)
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.among, field.day = visible, day
        # The act's own questions first, then the day and the document.
        common = [name for name in ActForm.base_fields if name in self.fields]
        self.order_fields([name for name in self.fields if name not in common] + common)

    @property
    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(given["decision_number"], given["decision_issuer"], given.get("decided_on"))

    def asked(self) -> dict[str, Any]:
        """The act's own arguments; ``on``, ``decision`` and ``actor`` come with every act."""
        raise NotImplementedError

    def concerned(self) -> list[Organisation]:
        """Whose members, offices and work the preview counts."""
        return [self.organisation]

    def name_to_type(self) -> str:
        """The name that confirms the act."""
        profile = Profile.objects.nearest([self.organisation.pk], self.day)[self.organisation.pk]
        return profile.name

    def arguments(self) -> dict[str, Any]:
        return {
            **self.asked(),
            "on": self.cleaned_data["on"],
            "decision": self.decision,
            "actor": self.actor,
        }

    def hide(self) -> None:
        """Carry the answers through the page of confirmation."""
        for field in self.fields.values():
            field.widget = field.hidden_widget()


def _kinds() -> list[tuple[str, str]]:
    """What an organisation can be; the whole Party is founded once, at set-up."""
    kinds = [(kind.code, str(kind)) for kind in Kind.objects.filter(rank__gt=0)]
    return [("", _("chọn loại hình")), *kinds]


class NewOrganisationMixin(forms.Form):
    """Name, kind, symbol and agency type of an organisation to be founded."""

    name = forms.CharField(label=gettext_lazy("Tên đầy đủ"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Tên gọi tắt"), max_length=120, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hình"), choices=_kinds)
    symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu trên văn bản"), max_length=20, required=False
    )
    agency_type = forms.ChoiceField(
        label=gettext_lazy("Loại cơ quan"),
        choices=[("", gettext_lazy("không ghi")), *AgencyType.choices],
        required=False,
    )

    def new_organisation(self) -> NewOrganisation:
        given = self.cleaned_data
        return NewOrganisation(
            name=given["name"],
            kind=given["kind"],
            short_name=given.get("short_name", ""),
            symbol=given.get("symbol", ""),
            agency_type=given.get("agency_type", ""),
            code=given.get("code", ""),
        )


class FoundForm(NewOrganisationMixin, ActForm):
    code = forms.CharField(
        label=gettext_lazy("Mã"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Để trống thì hệ thống đặt theo mã cấp trên. Mã không đổi về sau."),
    )

    def asked(self) -> dict[str, Any]:
        return {"new": self.new_organisation(), "parent": self.organisation}

    def concerned(self) -> list[Organisation]:
        return []

    def name_to_type(self) -> str:
        return tidy(self.cleaned_data["name"])


class MergeForm(ActForm):
    """Organisations beside this one, and others by code, come together."""

    beside = forms.MultipleChoiceField(
        label=gettext_lazy("Sáp nhập cùng các tổ chức"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label=gettext_lazy("Tổ chức khác"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một mã hoặc tên đầy đủ."),
    )
    into = forms.ChoiceField(
        label=gettext_lazy("Sau khi sáp nhập"),
        choices=[
            ("this", gettext_lazy("các tổ chức ấy nhập vào tổ chức này")),
            ("new", gettext_lazy("lập một tổ chức mới")),
        ],
        widget=forms.RadioSelect,
        initial="this",
    )
    name = forms.CharField(
        label=gettext_lazy("Tên tổ chức mới"), max_length=200, required=False,
        help_text=gettext_lazy("Chỉ ghi khi lập tổ chức mới."),
    )  # fmt: skip

    def __init__(self, *args: Any, beside: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [(str(key), name) for key, name in beside]  # type: ignore[attr-defined]

    def clean_others(self) -> list[Organisation]:
        among = Organisation.objects.reached_by(self.actor)
        lines = [tidy(line) for line in self.cleaned_data["others"].splitlines()]
        return [find_one(line, among, self.day) for line in lines if line]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("into") == "new" and not tidy(given.get("name", "")):
            self.add_error("name", _("Chưa có tên tổ chức mới. Đồng chí ghi tên."))
        return given

    def sources(self) -> list[Organisation]:
        given = self.cleaned_data
        chosen = list(Organisation.objects.filter(pk__in=given["beside"])) + given["others"]
        return [*([self.organisation] if given["into"] == "new" else []), *chosen]

    def asked(self) -> dict[str, Any]:
        if self.cleaned_data["into"] == "this":
            return {"sources": self.sources(), "into": self.organisation}
        own = Profile.objects.nearest([self.organisation.pk], self.day)[self.organisation.pk]
        new = NewOrganisation(
            name=self.cleaned_data["name"],
            kind=own.kind.code,
            symbol=own.symbol,
            agency_type=own.agency_type,
        )
        return {"sources": self.sources(), "into": new}

    def concerned(self) -> list[Organisation]:
        return self.sources()

    def name_to_type(self) -> str:
        if self.cleaned_data["into"] == "new":
            return tidy(self.cleaned_data["name"])
        return super().name_to_type()


class SplitForm(ActForm):
    """Each child or member stays, or goes to one of the new organisations.

    ``parts`` says how many new ones the page asks for: as many as were sent, else two.
    """

    parts = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        rows: Iterable[tuple[int, str]] = (),
        is_cell: bool = False,
        adds: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.is_cell = list(rows), is_cell
        given = self.data if self.is_bound else self.initial
        self.numbers = [str(n) for n in range(1, self._how_many(given) + adds + 1)]
        self.is_full = len(self.numbers) >= MOST_PARTS
        self.numbers = self.numbers[:MOST_PARTS]
        self.initial["parts"] = len(self.numbers)
        choices = [(STAYS, _("ở lại"))]
        for number in self.numbers:
            name = tidy(str(given.get(f"name_{number}") or ""))
            label = _("Tổ chức mới thứ %(number)s") % {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=label, max_length=200, required=False
            )
            choices.append((number, f"{number}: {name}" if name else label.lower()))
        if adds:
            self.fields[f"name_{self.numbers[-1]}"].widget.attrs["autofocus"] = True
        for key, name in self.rows:
            self.fields[f"goes_{key}"] = forms.ChoiceField(
                label=name, choices=choices, initial=STAYS
            )
        self.order_fields(
            [name for name in self.fields if name not in ActForm.base_fields]
            + list(ActForm.base_fields)
        )

    @staticmethod
    def _how_many(given: Any) -> int:
        told = str(given.get("parts") or "")
        if told.isascii() and told.isdigit() and len(told) < 4:
            return max(1, int(told))
        named = [name[5:] for name in given if name.startswith("name_") and name[5:].isdigit()]
        return max([FIRST_PARTS, *(int(n) for n in named if len(n) < 4)])

    @property
    def names(self) -> list[forms.BoundField]:
        """The names of the new organisations, for the page."""
        return [self[f"name_{number}"] for number in self.numbers]

    @property
    def ways(self) -> list[forms.BoundField]:
        """Where each child or member goes, for the page."""
        return [self[f"goes_{key}"] for key, _name in self.rows]

    @property
    def common(self) -> list[forms.BoundField]:
        """The day and the document, for the page."""
        return [self[name] for name in ActForm.base_fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        used = {given.get(f"goes_{key}") for key, _name in self.rows} - {STAYS, None}
        if not used:
            self.add_error(
                None,
                _(
                    "Chưa xếp tổ chức hay đảng viên nào về tổ chức mới. Đồng chí chọn ở từng dòng"
                    " bên dưới."
                ),
            )
        for number in self.numbers:
            is_named = bool(tidy(given.get(f"name_{number}") or ""))
            if number in used and not is_named:
                self.add_error(
                    f"name_{number}", _("Đã có nơi xếp về đây mà chưa có tên. Đồng chí ghi tên.")
                )
            elif used and is_named and number not in used:
                self.add_error(
                    f"name_{number}",
                    _("Chưa xếp ai, nơi nào về đây. Đồng chí xếp, hoặc bỏ trống tên này."),
                )
        return given

    @property
    def keeps(self) -> bool:
        return any(self.cleaned_data[f"goes_{key}"] == STAYS for key, _name in self.rows)

    def asked(self) -> dict[str, Any]:
        own = Profile.objects.nearest([self.organisation.pk], self.day)[self.organisation.pk]
        given, parts = self.cleaned_data, []
        for number in self.numbers:
            going = [key for key, _name in self.rows if given[f"goes_{key}"] == number]
            if not going:
                continue
            new = NewOrganisation(
                name=given[f"name_{number}"], kind=own.kind.code, agency_type=own.agency_type
            )
            if self.is_cell:
                parts.append(Part(new, member_ids=going))
            else:
                parts.append(Part(new, list(Organisation.objects.filter(pk__in=going))))
        if self.is_cell and not self.keeps and parts:
            # Everybody is named; the last part takes whoever came in the meantime.
            parts[-1] = Part(parts[-1].into, member_ids=None)
        return {"source": self.organisation, "parts": parts, "keeps": self.keeps}


class RenameForm(NewOrganisationMixin, ActForm):
    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "organisation": self.organisation,
            "name": given["name"],
            "short_name": given["short_name"],
            "symbol": given["symbol"],
            "agency_type": given["agency_type"],
            "kind": given["kind"],
        }

    def name_to_type(self) -> str:
        return tidy(self.cleaned_data["name"])


class ReparentForm(ActForm):
    parent = OrganisationField(label=gettext_lazy("Cấp trên mới"))

    def asked(self) -> dict[str, Any]:
        return {"organisation": self.organisation, "parent": self.cleaned_data["parent"]}


class DissolveForm(ActForm):
    members_to = OrganisationField(
        label=gettext_lazy("Chi bộ tiếp nhận đảng viên"),
        required=False,
        help_text=gettext_lazy("Mã hoặc tên chi bộ; để trống nếu không còn đảng viên."),
    )

    def asked(self) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "members_to": self.cleaned_data["members_to"],
        }


class RegroupForm(ActForm):
    """A spreadsheet of moves; ``rows`` carries what was read from it to the confirmation."""

    sheet = forms.FileField(
        label=gettext_lazy("Bảng tính"),
        required=False,
        help_text=gettext_lazy(
            "Tệp xlsx hoặc csv, dòng đầu có hai cột “Tổ chức” và “Cấp trên mới” (mã hoặc tên)."
        ),
    )
    ends = forms.BooleanField(
        label=gettext_lazy("Tổ chức này kết thúc hoạt động cùng ngày"), required=False
    )
    rows = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].required = not self.data.get("rows")
        self.fields["sheet"].error_messages["required"] = _("Chưa có tệp. Đồng chí chọn bảng tính.")

    def clean_rows(self) -> list[Row]:
        text = self.cleaned_data["rows"]
        if not text:
            return []
        try:
            return [Row(int(n), str(one), str(parent)) for n, one, parent in json.loads(text)]
        except (ValueError, TypeError) as wrong:
            raise ValidationError(_("Danh sách đã hỏng. Đồng chí gửi lại tệp.")) from wrong

    @staticmethod
    def carried(rows: Iterable[Row]) -> str:
        return json.dumps([[row.number, row.organisation, row.parent] for row in rows])

    def asked(self) -> dict[str, Any]:
        return {"source": self.organisation, "ends": self.cleaned_data["ends"]}


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao đính chính"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OfficeForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Người giữ chức vụ"),
        help_text=gettext_lazy("Tên đăng nhập của đồng chí ấy."),
    )
    office = forms.ModelChoiceField(
        label=gettext_lazy("Chức vụ"), queryset=Office.objects.all(), empty_label=None
    )
    on = DayField(label=gettext_lazy("Từ ngày"))
    decision_number = forms.CharField(
        label=gettext_lazy("Số quyết định"), max_length=60, required=False
    )

    def clean_username(self) -> User:
        text = self.cleaned_data["username"].strip()
        user = User.objects.filter(username__iexact=text, is_active=True).first()
        if user is None:
            raise ValidationError(
                _("Không có tài khoản “%(text)s”. Đồng chí lập tài khoản trước.") % {"text": text}
            )
        return user


class EndForm(forms.Form):
    on = DayField(
        label=gettext_lazy("Thôi giữ từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên không còn giữ."),
    )


class PartyGroupForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên tổ đảng"), max_length=120)
    on = DayField(label=gettext_lazy("Lập ngày"))


class CompareForm(forms.Form):
    """Two days to compare."""

    tu = DayField(label=gettext_lazy("Ngày trước"))
    den = DayField(label=gettext_lazy("Ngày sau"))
    biet = DayField(
        label=gettext_lazy("Theo số liệu đã ghi đến ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: theo những gì sổ có hôm nay."),
    )
    quy = forms.BooleanField(
        label=gettext_lazy("Quy về tổ chức ngày sau"),
        required=False,
        help_text=gettext_lazy("Số ngày trước là của những chi bộ đến ngày sau thuộc tổ chức này."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        then, now = given.get("tu"), given.get("den")
        if then and now and now <= then:
            self.add_error("den", _("Ngày sau phải muộn hơn ngày trước. Đồng chí sửa một ô."))
        return given
