"""What is seen, heard and kept of a sender's clip."""
