"""What an owner keeps, moves and restores: backup, move, retention."""
