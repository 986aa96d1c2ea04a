"""Pages that cross the apps: one's own day, the leader's page, the officer's queue, search."""
