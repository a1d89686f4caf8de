"""What a sender sees: one page, and what became of each file."""
