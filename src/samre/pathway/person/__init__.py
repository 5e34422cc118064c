"""One person: the facts, what follows from them, the status of every step, and why."""
