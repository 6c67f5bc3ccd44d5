"""Layouts, interface strings, filters and the stylesheet: views in, HTML out."""
