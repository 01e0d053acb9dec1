"""Write a copy of a document that has only what a reader sees. It is run as a program: see __main__.py."""
