"""Exports of WordPress: `wxr` reads them item by item, `items` says what each is, `posts` makes the
article of one, `shortcodes`, `blocks`, `footnotes`, `anchors` and `remarks` its codes, its blocks
without HTML, its notes, the places that links lead to, and its comments; `importing` goes through
all.
"""
