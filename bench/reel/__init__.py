"""One film cut by us and by others from the same sources, side by side."""
