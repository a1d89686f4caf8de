"""How well and how fast the words in pictures are read."""
