"""Pages of one's own notices, and of how they come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.accounts.asking import Asked
from sotay.core.errors import BadInput
from sotay.notices import rules, services
from sotay.notices.forms import ChoicesForm
from sotay.notices.models import Notice, PushSubscription
from sotay.regulations.registry import rule

SHOWN = 100


@login_required
def notice_list(request: Asked) -> HttpResponse:
    """One's own notices; a post marks them read."""
    if request.method == "POST":
        services.read_notices(request.user, timezone.now())
        return redirect("notices:list")
    own = Notice.objects.of(request.user)
    context = {"notices": own[:SHOWN], "unread": own.unread().count()}
    return render(request, "notices/notice_list.html", context)


@login_required
def open_(request: Asked, notice_id: int) -> HttpResponse:
    """The way to what a notice is about: whoever goes it has read the notice."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=notice_id)
    services.read_notices(request.user, timezone.now(), [notice.pk])
    return redirect(notice.link or "notices:list")


@login_required
def choices(request: Asked) -> HttpResponse:
    """How one's messages come; a post keeps the choice."""
    today = timezone.localdate()
    kept = services.chosen(request.user, today)
    form = ChoicesForm(
        request.POST or None,
        initial={
            "mail": request.user.mail_reminders,
            "push": kept.push,
            "quiet_from": kept.quiet_from if kept.own_hours else None,
            "quiet_to": kept.quiet_to if kept.own_hours else None,
            "muted": sorted(kept.muted),
        },
    )
    if form.is_valid():
        try:
            services.choose(request.user, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu cách nhận tin của đồng chí."))
            return redirect("notices:choices")
    hours = rule("notices.quiet_hours", today)
    return render(
        request,
        "notices/choices.html",
        {
            "form": form,
            "hours": hours,
            "devices": PushSubscription.objects.of(request.user),
            "most": rules.MOST_DEVICES,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def remove_device(request: Asked, device_id: int) -> HttpResponse:
    device = get_object_or_404(PushSubscription.objects.of(request.user), pk=device_id)
    services.unsubscribe(request.user, device)
    messages.success(request, _("Đã tắt tin đẩy trên máy đó."))
    return redirect("notices:choices")
