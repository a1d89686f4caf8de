"""Evidence weighed into activity and day: each asset, its company, and the week."""
