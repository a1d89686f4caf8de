"""What every page and answer goes through: guards, languages, pages, numbers."""
