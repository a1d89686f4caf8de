"""How a planned film is drawn, heard and encoded."""
