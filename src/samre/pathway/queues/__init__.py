"""Where people would have to wait: arrivals, answers and scarce times and places over a year, the same for the same seed."""
