"""What the pages and routes show, put together from the querysets and the rules; nothing is written."""
