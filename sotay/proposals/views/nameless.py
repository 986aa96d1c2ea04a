"""Pages for those who give no name. Nothing here asks who comes: neither account nor session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from sotay.core.errors import RuleBroken
from sotay.organisations.models import Organisation
from sotay.proposals import forms, reading, rules, services
from sotay.proposals.models import Proposal

REFUSED = 422


@sensitive_post_parameters()
def anonymous(request: HttpRequest) -> HttpResponse:
    """Send without a name; the receipt code is on the answer to the post, and nowhere else.

    Where the browser made the code, it is on no answer at all: the page puts it there itself.
    """
    today = timezone.localdate()
    committees = list(services.nameless.committees(today))
    choices = [("", _("chọn một nơi")), *((one.pk, one.name) for one in committees)]
    form = forms.NamelessForm(choices, request.POST or None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.refuse_nameless(request.FILES)
                code = services.nameless.submit(
                    organisation=Organisation(pk=given["organisation"]),
                    kind=given["kind"],
                    subject=given["subject"],
                    words=given["words"],
                    today=today,
                    proof=given["proof"],
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                receipt = {"code": rules.grouped_code(code), "made_there": bool(given["proof"])}
                return render(request, "proposals/anonymous_sent.html", receipt)
    return render(request, "proposals/anonymous.html", {"form": form}, status=status)


def _do(given: dict[str, Any], today: Any) -> str:
    """Do what the holder of the code asks; say what was done."""
    code, act = given["code"], given["act"]
    if act == "add":
        services.nameless.add(code=code, words=given["words"], today=today)
        return _("Đã gửi thêm.")
    if act == "rate":
        services.nameless.rate(
            code=code,
            satisfaction=given["satisfaction"] or 0,
            words=given["words"],
            today=today,
        )
        return _("Đã ghi lại.")
    if act == "withdraw":
        services.nameless.withdraw(code=code, today=today)
        return _("Đã rút lại.")
    return ""


@sensitive_post_parameters()
def receipt(request: HttpRequest) -> HttpResponse:
    """What a receipt code opens; a code that opens nothing is answered in one way."""
    today = timezone.localdate()
    form = forms.ReceiptForm(request.POST or None)
    if request.method != "POST":
        return render(request, "proposals/receipt.html", {"form": form})
    asked = forms.ByReceiptForm(request.POST)
    if not form.is_valid() or not asked.is_valid():
        return render(request, "proposals/receipt.html", {"form": form}, status=REFUSED)
    done, refused = "", ""
    try:
        done = _do(asked.cleaned_data, today)
    except services.nameless.UnknownCode:
        pass  # said below, with the same words
    except RuleBroken as refusal:
        refused = str(refusal)
    try:
        seen = services.nameless.look(form.cleaned_data["code"], today)
    except RuleBroken as refusal:
        form.add_error("code", str(refusal))
        return render(request, "proposals/receipt.html", {"form": form}, status=REFUSED)
    called = reading.named([seen.organisation_id], today)
    context = {
        "seen": seen,
        "proposal": seen.proposal,
        "term": reading.term_of(seen.proposal, today),
        "organisation_name": called.get(seen.organisation_id, ""),
        "code": form.cleaned_data["code"],
        "done": done,
        "refused": refused,
        "steps": Proposal.Satisfaction.choices,
        "day": today,
    }
    status = REFUSED if refused else 200
    return render(request, "proposals/receipt_seen.html", context, status=status)
