"""Which seconds of clips get into a film, beside simple ways of choosing."""
