"""Python-Markdown extensions of this publication: thin hooks, in the order in which they run.

Treeprocessors of ours run after all of Python-Markdown's own (priority below 0), each on the
finished tree.
"""
