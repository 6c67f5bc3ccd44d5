"""Exports of WordPress: `wxr` reads them item by item, `items` says what each is, `posts` makes the
article of one, `shortcodes` and `remarks` its codes and comments, and `importing` goes through all.
"""
