"""Numbers over many cases: counted in each authority's own scope, told as counts alone, never so that somebody can be made out."""
