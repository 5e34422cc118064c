"""The same map in the form each peer wants, translated mechanically from the same nodes."""
