"""A year of returns made by a script, and what they should come to, worked out by other means."""
