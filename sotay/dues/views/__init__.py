"""Pages of dues, parted by who reads them. Each reads once or calls one service."""
