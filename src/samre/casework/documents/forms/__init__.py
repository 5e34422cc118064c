"""The forms of the map (B1–B18), one file each: what is known of a case becomes a paper."""
