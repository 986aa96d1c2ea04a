"""How the API knows who is calling: a token first, else the session of a page.

:class:`~sotay.accounts.middleware.TokenMiddleware` has settled who it is before any view runs,
because the request's transaction must open in that person's name. Here the scope is checked.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from sotay.accounts.rules import scope_allows


class TokenAuth(HttpBearer):
    """A key for a program, in ``Authorization: Bearer …``."""

    openapi_description = "A key made on the account page; scope read or write."

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The caller, or None where the key opens nothing.

        :raises PermissionDenied: a key that may only read is used to write
        """
        found = getattr(request, "api_token", None)
        if found is None:
            return None
        if not scope_allows(found.scope, request.method or "GET"):
            raise PermissionDenied(
                _("Mã truy cập này chỉ được đọc. Muốn ghi, đồng chí lập mã có quyền ghi.")
            )
        return found.user


class PageAuth(SessionAuth):
    """The session of somebody signed in on a page; writes carry the CSRF token."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            return None  # a wrong key is refused, never replaced by the session beside it
        if not request.user.is_authenticated:
            return None
        return super().__call__(request)


auth = [TokenAuth(), PageAuth(csrf=True)]
