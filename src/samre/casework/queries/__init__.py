"""Reads: one file per noun, small frozen dataclasses, a constant number of queries whatever the number of rows."""
