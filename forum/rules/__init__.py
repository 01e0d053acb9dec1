"""Who may do what in the forum, by subject.

Callers have fetched the object through `visible_to`. forum/screening.py decides whether a post is published or held.
"""
