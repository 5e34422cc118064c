"""What differs between two versions of the map, in words; a local layer over a shared map; conditions read aloud."""
