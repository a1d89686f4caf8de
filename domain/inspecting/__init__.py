"""What a file says of itself: place, exposure and the texts of its times."""
