"""Trends: the pages that show signals together, as charts and lists. The forum stores and counts the signals."""
