"""Upload speed beside a peer: `python -m bench.upload`."""
