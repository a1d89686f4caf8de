"""Outside programs and decoders: pure builders of arguments, one runner, answers in our words."""

import os

# MoviePy asks imageio-ffmpeg for an ffmpeg as soon as it is imported, and never runs it here: it
# computes frames and our runner encodes them. Named before, it is not looked for, and a worker that
# takes no films starts on a machine without one.
os.environ.setdefault("IMAGEIO_FFMPEG_EXE", "ffmpeg")
