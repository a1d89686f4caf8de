"""What comes in: what a file is, what it is called, why it is refused, and its receipt."""
