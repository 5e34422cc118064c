"""The append-only, hash-chained log of reads and writes: strings, no foreign keys, nothing of ours."""
