"""The loops over pairs of groups, compiled."""
