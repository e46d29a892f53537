"""The loops over spans of characters, compiled."""
