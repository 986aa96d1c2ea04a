"""Documents from every level: read, registered, distributed, made concrete, compared."""
