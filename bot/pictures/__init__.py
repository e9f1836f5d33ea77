"""Pictures where people would rather look than read."""
