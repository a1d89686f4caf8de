"""How files come in, whoever brings them."""
