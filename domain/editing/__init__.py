"""What an editor changes of a film, kept through every new plan."""
