import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.production")
# Values that the interpreter is told to make room for: then it takes 128 KB, and half of that is left for the calls
# below. Of a larger number less is left.
FRAME = 8_000
_answer = get_wsgi_application()


def application(environ, start_response):
    """What Django answers, with room for all of a page's calls at once.

    CPython keeps what calls need in pieces of 16 KB, takes another from the system when calls go beyond the last one,
    and gives it back when they return. Where such an end fell within the templates of the search, a page did both 249
    times, and took a seventh longer. A call that asks for much is given a larger piece, and those below it the rest.
    Interpreters that keep such a piece for a while need this no more (github.com/python/cpython/issues/142183).
    """
    return _answer(environ, start_response)


application.__code__ = application.__code__.replace(co_stacksize=FRAME)
# What has been loaded stays: it need not be looked through for rubbish, and the workers, which are forked from here,
# share it. A page makes some ten thousand objects, and nearly all of them go with their last reference.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
