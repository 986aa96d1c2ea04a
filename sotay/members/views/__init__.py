"""Pages of the register. Each reads once or calls one service."""
