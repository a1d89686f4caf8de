"""What is kept: blobs, catalog, the queue's sending end, settings."""
