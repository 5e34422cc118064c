"""What may be done, and what follows: reasons a person can argue with."""
