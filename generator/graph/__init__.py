"""The woven publication: articles with their names unified, their addresses and their relations."""
