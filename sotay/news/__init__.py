"""News and notices from a committee to the levels it chooses; who has read is only counted."""
