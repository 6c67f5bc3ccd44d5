"""Content: the files that writers write, read into typed values."""
