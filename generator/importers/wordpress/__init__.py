"""Exports of WordPress: `wxr` reads them item by item, `items` says what each is, `posts` makes the
article of one, `shortcodes`, `blocks`, `footnotes` and `remarks` its codes, blocks without HTML,
notes and comments, and `importing` goes through all.
"""
