"""A county's week packed: how long it takes, in how much memory, the first time and again."""
