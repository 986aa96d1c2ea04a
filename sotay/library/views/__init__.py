"""Pages of the library: what stands on the shelves, reading, looking after the shelves."""
