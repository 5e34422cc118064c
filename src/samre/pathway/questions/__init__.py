"""Which question comes next, how many are left, and how far that is from the best that can be."""
