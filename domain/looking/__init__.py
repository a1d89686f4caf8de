"""What is seen and heard: scores, moments, words in pictures, speech, likeness."""
