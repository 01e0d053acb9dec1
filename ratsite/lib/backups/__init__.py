"""The file format of backups: one tar archive, packed with gzip, encrypted with age.

`age --decrypt -i IDENTITY BACKUP | tar -xz` unpacks a backup without this site. Nothing in this package knows the
database or Django.
"""
