"""Speed of intake: what the stations make of a mixed folder, beside the least that must be done."""
