"""From a file's bytes to its text, by content and not by name; nothing in a file is executed."""
