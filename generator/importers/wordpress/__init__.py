"""Exports of WordPress: `wxr` reads them item by item, `items` says what each is, `posts` makes the
article of one, `shortcodes`, `blocks`, `footnotes`, `anchors` and `remarks` its codes, blocks without
HTML, notes, places that links lead to, and comments; and `importing` goes through all.
"""
