"""Trends: what the network's signals say together. The signals themselves are the forum's."""
