"""What is written: one action per verb, one file per noun."""
