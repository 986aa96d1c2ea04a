"""The member's handbook: one's own pages, guidance by situation, what a device keeps offline."""
