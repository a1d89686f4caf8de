"""Speed beside goals and peers; not part of the wheel."""
