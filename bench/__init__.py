"""Speed beside the peers: `make bench`. Nothing here is imported by the product."""
