"""Which shots the film has, how long and in which order, inside one budget."""
