"""What is said in a film: the seam for a program of the owner's, and its one implementation."""
