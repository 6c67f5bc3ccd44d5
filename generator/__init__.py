"""tahlil: a static site generator for Arabic analysis publications."""
