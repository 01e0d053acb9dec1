import gc
import sys

from django.core.wsgi import get_wsgi_application

from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

try:
    configuration.load()
except CannotStart as problem:
    sys.exit(f"The site cannot start: {problem}")
application = get_wsgi_application()

# Forked workers share this memory until they write to it, and a garbage collection would write to every object.
# Freezing saves about 15 MiB per worker; response times stay the same.
gc.collect()
gc.freeze()
