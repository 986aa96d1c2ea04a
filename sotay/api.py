"""The API: every act and list a page has, by the same services.

A refusal becomes an answer here, once for all routes: a broken rule is 409, a missing right and a
missing thing are both 404 where telling them apart would tell that the thing exists.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from sotay.accounts.tokens import auth
from sotay.core.errors import BadInput, RuleBroken

api = NinjaAPI(
    title="Sổ tay",
    version="1",
    description="The working system of a party committee, for programs.",
    auth=auth,
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)

api.add_router("/account", "sotay.accounts.api.router", tags=["account"])
api.add_router("/rules", "sotay.regulations.api.router", tags=["rules"])
api.add_router("/organisations", "sotay.organisations.api.router", tags=["organisations"])
api.add_router("/members", "sotay.members.api.router", tags=["members"])
api.add_router("/tasks", "sotay.followups.api.router", tags=["tasks"])
api.add_router("/dues", "sotay.dues.api.router", tags=["dues"])
api.add_router("/documents", "sotay.directives.api.router", tags=["documents"])
api.add_router("/library", "sotay.library.api.router", tags=["library"])
api.add_router("/news", "sotay.news.api.router", tags=["news"])
api.add_router("/meetings", "sotay.meetings.api.router", tags=["meetings"])
api.add_router("/proposals", "sotay.proposals.api.router", tags=["proposals"])
api.add_router("/contests", "sotay.contests.api.router", tags=["contests"])
api.add_router("/recognitions", "sotay.recognitions.api.router", tags=["recognitions"])
api.add_router("/notices", "sotay.notices.api.router", tags=["notices"])
api.add_router("/handbook", "sotay.handbook.api.router", tags=["handbook"])
api.add_router("/reports", "sotay.reports.api.router", tags=["reports"])


def _answer(request: HttpRequest, status: int, message: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"message": message, **more}, status=status)


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, refusal: BadInput) -> HttpResponse:
    return _answer(request, 422, str(refusal))


@api.exception_handler(RuleBroken)
def rule_broken(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    return _answer(request, 409, str(refusal))


@api.exception_handler(DataError)
def out_of_range(request: HttpRequest, _refusal: DataError) -> HttpResponse:
    """A number beyond what the database holds, or a character it has no room for."""
    transaction.set_rollback(True)
    return _answer(
        request,
        422,
        _("Có giá trị không dùng được: số quá lớn hoặc ký tự lạ. Đồng chí kiểm tra lại."),
    )


@api.exception_handler(PermissionDenied)
def permission_denied(request: HttpRequest, refusal: PermissionDenied) -> HttpResponse:
    return _answer(
        request, 403, str(refusal) or _("Chức vụ hiện nay của đồng chí không có quyền này.")
    )


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _missing: Http404) -> HttpResponse:
    return _answer(request, 404, _("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
