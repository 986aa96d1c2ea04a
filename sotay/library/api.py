"""Routes of library: every act and list that a page has, by the same services."""

from ninja import Router

router = Router()
