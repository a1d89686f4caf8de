"""How fast and how rightly clips are looked at, beside PySceneDetect and FFmpeg."""
