"""The forum's notification sources, by subject. ratsite/notifications/registry.py says what a source is."""
