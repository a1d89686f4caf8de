"""A storyboard for other editing programs: pure builders, exact to the frame."""
