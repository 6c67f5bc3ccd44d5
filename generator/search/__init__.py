"""Search: the site's own index, as files that the search page fetches piece by piece.

    article ─ WORDS ─ its words, by where they stand ─┐
    256 articles in a row ─ SECTION ───────────────── a section: what each stem finds there
    all sections ─ shards, by the beginning of a stem ─ files; six cards together ─ files

Everything is remembered by its content: an edit works out the words of one article and one section,
and makes the few shards again in which that section changed.
"""
