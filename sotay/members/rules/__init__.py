"""Judgements about members, free of database, clock and settings."""
