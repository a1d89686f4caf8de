"""The notice's file, read into text."""
