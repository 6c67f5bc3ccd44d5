"""Intake: text that was written for somewhere else becomes the parts of an article of ours.

A page copied from a browser, a wire or a document brings more than the article: labels of
categories, glued together; share buttons; the comment form. Here each line is either a part of the
article, or dropped with a reason that is told: nothing is lost unseen (wishes.md, idea 6).
"""
