"""How well copies of one picture are told from pictures that only look alike."""
