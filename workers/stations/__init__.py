"""One file per station of the way (domain/way.py); stations never import each other."""
