"""What a device asks of every address: acts only in their owner's name, nothing left on leaving."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

WHO = "X-Sotay-Who"  # whose act it is, as the device knows
NOTHING_WAITS = "nothing_waits"  # of the form that signs out
LEFT = '"cache", "storage"'


class DeviceMiddleware:
    """Refuses an act of one person sent with the session of another, and clears who signs out.

    An act that waited on a shared telephone is sent by whichever page is open; the session may have
    become somebody else's meanwhile. Told as *sign in again*: the device keeps it for its owner.

    The browser is asked to clear everything of this site only where the device says that nothing
    waits on it, of anybody: what waits lies in the same storage.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = request.headers.get(WHO)
        if who is not None and who != str(request.user.pk or ""):
            refusal = _("Việc này của người khác. Đồng chí ấy đăng nhập lại thì máy tự gửi.")
            return JsonResponse({"message": refusal}, status=401)
        leaves = (
            request.method == "POST"
            and request.path == reverse("account_logout")
            and request.POST.get(NOTHING_WAITS) == "1"
        )
        response = self.get_response(request)
        if leaves and not request.user.is_authenticated:
            response["Clear-Site-Data"] = LEFT
        return response
