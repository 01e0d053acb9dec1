"""Third-party apps that store no personal data, and why: the tests of personal data leave their tables out."""

IMPERSONAL = {
    "auth": "names of groups and rights",
    "contenttypes": "names of tables",
    "wagtailsearch": "the search index of public pages",
    "wagtailredirects": "addresses of public pages",
    "wagtailembeds": "not used here",
    "taggit": "words for public pictures",
}
