"""What each command asks for and says: one file for each, or for a group that belongs together.

The program lists them before it does anything, so what they drive is imported when one is called.
"""
