"""The file format of backups: one tar archive, packed with gzip, encrypted with age.

`age --decrypt -i IDENTITY BACKUP | tar -xz` unpacks one without this site. Nothing here knows the database or Django.
"""
