"""Two hundred thousand assets, a thousand waiting jobs, two workers: how far it carries."""
