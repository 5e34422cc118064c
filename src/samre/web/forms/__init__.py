"""What pages read out of a request."""
