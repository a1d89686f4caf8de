"""Bytes on their way: the tus 1.0 protocol over a spool of files."""
