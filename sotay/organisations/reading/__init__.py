"""What the pages and routes show, put together from querysets and rules; nothing is written."""
