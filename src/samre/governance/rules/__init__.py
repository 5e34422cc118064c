"""What may be done, by whom, and how things are held together."""
