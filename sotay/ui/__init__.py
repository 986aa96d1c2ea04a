"""The frame of every page, its parts, tags, styles and scripts. Knows no model of the field."""
