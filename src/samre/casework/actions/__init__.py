"""Writes: one file per noun, one verb per function, everything by keyword, always `by=`."""
