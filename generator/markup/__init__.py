"""Markup: the Markdown of one article becomes a Body. Pure: it sees the text and the options."""
