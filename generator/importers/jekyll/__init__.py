"""Folders of Jekyll: `past` reads them, `addresses` knows where pages stood, `liquid` the tags."""
