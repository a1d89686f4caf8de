"""The seam to the solver of plans: the one place that knows it."""
