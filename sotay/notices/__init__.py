"""Messages to people: what waits for them, kept here, sent by mail or push as each has chosen."""
