"""How well and how fast films are planned, beside the greedy choice."""
