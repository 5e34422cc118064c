"""Whole populations: synthetic people, bit planes, and what a changed map does to them."""
