"""The words and the rules: standard library only, no files, no clock, no network."""
