"""Bytes to reports: decode, clean, find metadata and outline.

Each of its verbs is imported from its own module, since who wants headings alone need not load every format.
"""
