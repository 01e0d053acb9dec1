"""Third-party apps that store no personal data, each with what it stores: the tests of personal data leave them out."""

IMPERSONAL = {
    "auth": "names of groups and rights",
    "contenttypes": "names of tables",
    "wagtailsearch": "the search index of public pages",
    "wagtailredirects": "addresses of public pages",
    "wagtailembeds": "not used here",
    "taggit": "words for public pictures",
}
