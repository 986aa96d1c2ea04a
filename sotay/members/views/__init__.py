"""Pages of the register. Each reads once or calls one service; what may not be seen is not found."""
