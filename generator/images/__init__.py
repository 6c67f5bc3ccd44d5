"""Images: what they are, and their bytes made fit to publish."""
