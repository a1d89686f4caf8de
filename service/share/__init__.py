"""Doors for people without an account: whoever receives a package, whoever signs it off."""
