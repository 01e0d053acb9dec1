"""The fields of a Word file that load something from outside, or contain words that no page shows.

See ECMA-376 part 1, 17.16. The check for hidden data and the clean copy both use this module, so that they cannot
differ. Imports no framework.
"""

import re

LOADS = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD)\b", re.IGNORECASE)
# Entries of an index, of contents or of authorities; data of Word's own and of other programs; questions.
UNSHOWN = re.compile(r"\s*(XE|TC|TA|PRIVATE|ADDIN|SET|ASK|FILLIN)\b", re.IGNORECASE)
