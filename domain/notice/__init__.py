"""The notice that a campaign is drafted from: text in, draft and doubts out, by rules alone."""
