"""The words that stand in pictures."""
