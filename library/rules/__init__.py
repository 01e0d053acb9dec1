"""Who may do what in the library, by subject.

Callers have fetched the object through `visible_to`: these rules do not check again whether the user may see it.
"""
