"""Pure knowledge of Arabic text: letters, digits, slugs, typography, direction, dates, order.

Nothing here knows of publishing. Every function is pure: equal arguments give equal results on
every machine, whatever its clock, locale and environment.
"""
