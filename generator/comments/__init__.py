"""Comments: threads as they are kept elsewhere, and the same as a page shows them."""
