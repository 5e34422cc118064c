"""What in a text points somebody out, found by local rules. Knows no framework and no database."""
