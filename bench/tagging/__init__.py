"""How well weeks are tagged: labelled weeks by recipe, our tags beside those of an oracle."""
