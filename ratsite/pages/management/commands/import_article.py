from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratsite.lib.documents.articles import MAX_BYTES, Article, ArticleError, read_article
from ratsite.pages.actions.import_article import draft_part
from ratsite.pages.models import HistoryIndexPage
from ratsite.pages.models.history import MOST_PARTS


class Command(BaseCommand):
    help = "Brings a text, Markdown, HTML or Word file in as a draft part of the history, for an editor to check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--series", default="history", help="The address of the series: history.")
        parser.add_argument("--part", type=int, help="Its number, where the title does not say it.")
        parser.add_argument("--author-of-record", help="Who wrote it, where the file does not say it.")
        parser.add_argument("--introduction", default="", help="One to three sentences for lists and search results.")
        parser.add_argument("--source-url", help="The address of the original, where the file does not say it.")

    def handle(self, *, file: Path, series: str, **options) -> None:
        article = _read(file)
        article.byline = options["author_of_record"] or article.byline
        article.source_url = options["source_url"] or article.source_url
        if not article.byline:
            raise CommandError("No “Written by” line was found. Say who wrote it with --author-of-record.")
        index = HistoryIndexPage.objects.filter(slug=series).first()
        if index is None:
            raise CommandError(f"There is no series at /{series}/.")
        try:
            number = _number(article, options["part"])
            done = draft_part(series=index, article=article, number=number, introduction=options["introduction"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        page = done.page
        self.stdout.write(f"Part {page.number}, “{page.title}”, is a draft. Check it at /cms/pages/{page.pk}/edit/.")
        if done.unchanged:
            self.stdout.write(f"The file does not say, so it kept: {', '.join(done.unchanged)}.")
        for thing in article.left_out:
            self.stdout.write(f"Not brought in: {thing}.")


def _read(file: Path) -> Article:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise CommandError("This file is larger than 5 MB. An article's text is far smaller: remove its pictures.")
        return read_article(file.read_bytes(), file.name)
    except OSError as error:
        raise CommandError(f"The file could not be opened: {error.strerror}.") from error
    except ArticleError as error:
        raise CommandError(str(error)) from error


def _number(article: Article, asked: int | None) -> int:
    """Return a part's number: the one given, or the one in the article's title. Raise CommandError if they differ.

    asked: the number given on the command line, if any.
    """
    if asked and article.part and asked != article.part:
        raise CommandError(f"The title says that this is part {article.part}, and you said part {asked}.")
    number = asked or article.part
    if not number or number < 1:
        raise CommandError("The title does not say which part this is. Say it with --part.")
    if number > MOST_PARTS:  # comparing a number too large for the column would fail on PostgreSQL
        raise CommandError(f"A part's number must be less than or equal to {MOST_PARTS}.")
    return number
