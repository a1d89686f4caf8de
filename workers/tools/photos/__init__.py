"""What is seen and made of a sender's photo."""
