"""Pages of awards. Each reads once or calls one service; what is not visible is not found."""
