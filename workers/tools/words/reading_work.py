"""What the confined reading child can do: read words; apart from the child that opens pictures.

Its models take some 600 MB, its time is long, and what it opens is only what we made: so it has a
process, limits and a turn of its own. The shape of a piece of work is that of confined_work.py.
"""

from workers.tools.words.page_reader import read_page
from workers.tools.words.words_reader import read_words

WORK = {"read_words": read_words, "read_page": read_page}
