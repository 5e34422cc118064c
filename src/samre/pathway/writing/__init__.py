"""The map's files written: one value at a time, with the comments, order and style of the rest left as they are."""
