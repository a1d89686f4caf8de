"""A campaign's file and its links."""
