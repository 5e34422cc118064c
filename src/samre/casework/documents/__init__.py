"""What leaves the case file as text: made from what the queries read, the same on every road out."""
