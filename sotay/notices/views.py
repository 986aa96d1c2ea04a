"""The page of one's own notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sotay.accounts.asking import Asked
from sotay.notices import services
from sotay.notices.models import Notice

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
