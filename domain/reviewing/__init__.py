"""The editor's decisions: what they make of an asset, and how they are taken back."""
