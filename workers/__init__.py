"""What is done: one file per station, the tools they use, the engine's receiving end."""
