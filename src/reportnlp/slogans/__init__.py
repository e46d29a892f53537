"""Slogans: set phrases that a report wants to be remembered by.

Each of its verbs is imported from its own module, since a process that makes one table need not load the others.
"""
