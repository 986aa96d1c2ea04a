"""Routes of news: every act and list that a page has, by the same services."""

from ninja import Router

router = Router()
