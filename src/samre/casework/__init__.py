"""The case file: what a socialnämnd knows, does and waits for in one person's case."""
