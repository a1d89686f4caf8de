"""Bytes on any S3: a Blobs port over boto3, with local copies of what programs read as files."""
