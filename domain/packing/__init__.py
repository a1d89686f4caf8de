"""What leaves the house: report, photos, list and the names of the files."""
