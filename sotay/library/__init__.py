"""The library: shelves, titles, editions; reading with the place kept, search over every page."""
