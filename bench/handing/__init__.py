"""A film cut again elsewhere is matched back to its assets: what is found, and what is wrong."""
