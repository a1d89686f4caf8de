"""Requirements, and what a finished film is found to be."""
