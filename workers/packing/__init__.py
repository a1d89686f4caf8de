"""The files of a package, each written from what was gathered and kept by its content."""
