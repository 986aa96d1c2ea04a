"""Dues (đảng phí): rates by dated rule, monthly collection lists, receipts, shares sent upward."""
