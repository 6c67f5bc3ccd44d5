"""Folders of Hugo: `past` reads them, `addresses` knows where pages stood, `codes` short codes."""
