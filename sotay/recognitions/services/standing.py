"""Where a year stands, held for a change, and what does not fit there."""

from typing import Any

from django.utils.translation import gettext as _

from sotay.core.errors import BadInput, RuleBroken
from sotay.organisations.models import Organisation
from sotay.recognitions.models import Review
from sotay.recognitions.reading import Leaf, Tree


class ReviewRefused(RuleBroken):
    """The act does not fit where the review stands; the message is fit to show."""


def locked(organisation: Organisation, year: int) -> Review | None:
    found = Review.objects.select_for_update().filter(organisation=organisation, year=year)
    review: Review | None = found.first()
    return review


def begun(organisation: Organisation, year: int) -> Review:
    """The year's review, made now unless somebody made it at the same moment."""
    Review.objects.get_or_create(organisation=organisation, year=year)
    review: Review = Review.objects.select_for_update().get(organisation=organisation, year=year)
    must_be_written(review)
    return review


def leaf_of(tree: Tree, key: str) -> Leaf:
    leaf = tree.leaf(key)
    if leaf is None:
        raise BadInput(_("Khung tiêu chí không có mục này. Đồng chí tải lại trang."))
    return leaf


def must_be_written(review: Review | None) -> None:
    if review is not None and not review.is_written:
        raise ReviewRefused(
            _("Bản tự đánh giá %(state)s nên không sửa nữa.")
            % {"state": review.get_state_display()}
        )


def must_be_sent(review: Any) -> Review:
    if review is None or review.state != Review.State.SENT:
        raise ReviewRefused(_("Tổ chức chưa gửi, hoặc đã có quyết định. Đồng chí tải lại trang."))
    found: Review = review
    return found
