"""Outside programs and decoders: pure builders of arguments, one runner, answers in our words."""
