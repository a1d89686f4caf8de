"""Scanned notices held against their text: field for field, and seconds a page."""
