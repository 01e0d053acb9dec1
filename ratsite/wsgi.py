import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.production")
application = get_wsgi_application()
# What has been loaded stays: it need not be looked through for rubbish, and the workers, which are forked from here,
# share it. A page makes some ten thousand objects, and nearly all of them go with their last reference.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
