"""Write a copy of a document with only what a reader sees. Run as a program: see __main__.py."""
