"""Where the shots of a film from elsewhere come from."""
