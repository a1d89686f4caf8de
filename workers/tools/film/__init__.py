"""How the film is drawn, heard, joined and measured."""
