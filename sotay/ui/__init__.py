"""The frame of every page, its components, tags, styles and scripts. Knows no model of the field."""
