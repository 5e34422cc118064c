"""What is read for one page."""
