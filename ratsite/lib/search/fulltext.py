"""Full-text index over the rows of a table. All differences between PostgreSQL and SQLite are in this module.

On PostgreSQL the index is a generated column `words` (tsvector) with a GIN index, on SQLite an FTS5 table that triggers
update. The database itself updates the index when a row is written, so the models do not change.

Both databases find the same rows for a query: no stemming, no stop words (ratsite.lib.search.query adds plurals), no
accents, and every character except letters and digits separates words.

A migration that changes the table can lose parts of the index: SQLite drops the triggers when Django builds a new
table. `restore` creates lost parts again after each migrate. On PostgreSQL, a migration that changes the type of an
indexed column must call `drop` first.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import connection, connections, migrations
from django.db.models import BigIntegerField, BooleanField, F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import Expression, RawSQL

from ratsite.lib.db.statements import execute_all
from ratsite.lib.search.conditions import fulltext_term
from ratsite.lib.search.query import SearchQuery, Term

# Only the newest hits are ranked: ranking all hits of a common word among a million rows takes seconds.
MOST_RANKED = 2_000
# How many of the newest rows are checked for a phrase or an unwanted term. The index finds the rows that have all words
# of a phrase, but not whether the words are adjacent, nor whether a title above the row has the unwanted term.
MOST_LOOKED_AT = 5_000
# Weights for bm25, in the same proportion as the default weights of PostgreSQL's ts_rank_cd.
BM25_WEIGHTS = {"A": 10, "B": 4, "C": 2}
# The characters that separate words, listed for PostgreSQL because its own parser does not split addresses and
# hyphenated words, and its character classes depend on the locale of the database.
_SEPARATORS = (
    r"\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7"
    r"\u2000-\u206F\u20A0-\u20CF\u2190-\u245F\u2500-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030"
    r"\uFE00-\uFE6B\uFFFC\uFFFD\U0001F000-\U0001FAFF"
)
_BARE = (
    r"regexp_replace(regexp_replace(normalize(coalesce({column}, ''), NFD), '[\u0300-\u036F]', '', 'g'), "
    rf"'[{_SEPARATORS}]+', ' ', 'g')"
)


@dataclass(frozen=True)
class Index:
    """Full-text index over some text columns of one table. Each column has a weight: A counts most, C least."""

    table: str
    columns: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    def matching(self, terms: Iterable[Term], *, all_of_them: bool, after: int = 0) -> RawSQL:
        """Return a subquery for `pk__in` that finds the rows with all (or any) of these search terms.

        all_of_them: False to find rows with any of the terms; there must be at least one term. after: find only
        rows with a higher primary key.
        """
        if connection.vendor == "postgresql":
            expression, parameters = _tsquery(terms, all_of_them)
            sql = f"SELECT id FROM {self.table} WHERE words @@ ({expression}) AND id > %s"  # noqa: S608 our own names
        else:
            expression, parameters = _match(terms, all_of_them)
            sql = f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH ({expression}) AND rowid > %s"  # noqa: S608
        return RawSQL(sql, [*parameters, after])  # noqa: S611

    def matches(self, terms: Iterable[Term], *, all_of_them: bool, path: str = "", after: int = 0) -> Q:
        """Return a condition (Q) on rows that have all (or any) of these search terms.

        It tests one row after another, so use it in queries that find few rows anyway; in others use `matching`. path:
        the lookup path from the query's model to the indexed table, such as "topic__"; "" for the table itself.
        """
        if connection.vendor != "postgresql":
            return Q(**{f"{path}pk__in": self.matching(terms, all_of_them=all_of_them, after=after)})
        return Q(_matches(f"{path}{self.columns[0][0]}", *_tsquery(terms, all_of_them)))

    def newest(self, rows: QuerySet, query: SearchQuery, *, all_of_them: bool = True) -> QuerySet:
        """Return those of `rows` that match the search query, newest first. Callers take a slice of the result.

        The rows have all (or any) of the wanted terms and no unwanted one. Both databases stop as soon as the slice is
        full: SQLite reads its index from the newest row on; PostgreSQL does so too, or reads its index first if the
        words are rare.
        """
        if connection.vendor == "postgresql":
            expression, parameters = _tsquery_without(query, all_of_them)
            return rows.filter(_matches(self.columns[0][0], expression, parameters)).order_by("-pk")
        expression, parameters = _match_without(query, all_of_them)
        return rows.extra(  # noqa: S610 our own names
            tables=[self.name],
            where=[f"{self.name} MATCH ({expression})", f"{self.table}.id = +{self.name}.rowid"],
            params=parameters,
            order_by=[f"-{self.name}.rowid"],
        )

    def rank(self, terms: Collection[Term], *, path: str = "") -> Expression:
        """Return an SQL expression for how well a row matches the terms: an integer in millionths, 0 for not at all.

        It is an integer because integers are sent and parsed faster. On SQLite it is NULL, because only the index knows
        the rank there: call `ranks`. path: as in `matches`.
        """
        if connection.vendor != "postgresql":
            return Value(None, BigIntegerField())
        rank, parameters = _rank("{words}", terms)
        if path:  # most titles have none of the terms, and ranking them takes as long
            holds, single = _tsquery(terms, all_of_them=False)
            rank, parameters = f"CASE WHEN {{words}} @@ ({holds}) THEN {rank} ELSE 0 END", [*single, *parameters]
        sql = f"(1000000 * ({rank}))::bigint"
        return _Rank(f"{path}{self.columns[0][0]}", sql, parameters, output_field=BigIntegerField())

    def ranks(self, ids: Collection[int], terms: Collection[Term]) -> dict[int, float]:
        """Return {primary key: rank} of the rows in `ids` that have any of the terms. The best row has the rank 1."""
        if not (ids and terms):
            return {}
        is_postgresql = connection.vendor == "postgresql"
        ranks = self._ranks_on_postgresql(list(ids), terms) if is_postgresql else self._bm25(list(ids), terms)
        best = max(ranks.values(), default=0) or 1
        return {pk: rank / best for pk, rank in ranks.items() if rank}

    def _ranks_on_postgresql(self, ids: list[int], terms: Collection[Term]) -> dict[int, float]:
        """Return {primary key: rank in millionths} of the rows in `ids` that have any of the terms, on PostgreSQL.

        All ids are sent as one text, and all ranks come back as one: with lists and rows, PostgreSQL and its driver
        would take three times as long for 500 ids.
        """
        rank, parameters = _rank("words", terms)
        expression, words = _tsquery(terms, all_of_them=False)  # most titles have none: do not rank them
        sql = (
            f"SELECT string_agg(id::text, ','), string_agg((1000000 * ({rank}))::bigint::text, ',') "  # noqa: S608 our own names
            f"FROM {self.table} WHERE id = ANY(%s::bigint[]) AND words @@ ({expression})"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, f"{{{','.join(map(str, ids))}}}", *words])
            found, ranks = cursor.fetchone()
        return dict(zip(map(int, found.split(",")), map(int, ranks.split(",")), strict=True)) if found else {}

    def _bm25(self, ids: list[int], terms: Collection[Term]) -> dict[int, float]:
        """Return {primary key: rank} of the rows in `ids` that have any of the terms, on SQLite.

        The plus sign in the SQL stops SQLite from searching the index again for each row.
        """
        weights = ", ".join(str(BM25_WEIGHTS[weight]) for _, weight in self.columns)
        expression, parameters = _match(terms, all_of_them=False)
        sql = (
            f"SELECT rowid, -bm25({self.name}, {weights}) FROM {self.name} WHERE {self.name} MATCH ({expression}) "  # noqa: S608
            "AND rowid BETWEEN %s AND %s AND +rowid IN (SELECT value FROM json_each(%s))"
        )
        return _pairs(sql, [*parameters, min(ids), max(ids), json.dumps(ids)])

    def remove_deleted(self) -> None:
        """Remove the text of deleted and changed rows from SQLite's index, where it would stay until the next merge."""
        if connection.vendor == "sqlite":
            execute_all(connection, f"INSERT INTO {self.name}({self.name}) VALUES ('optimize')")  # noqa: S608 our own names

    def create(self, database) -> None:
        """Create the parts of the index that are missing in the database. Safe to run twice."""
        if database.vendor == "postgresql":
            self._create_on_postgresql(database)
        elif database.vendor == "sqlite":
            self._create_on_sqlite(database)

    def _create_on_postgresql(self, database) -> None:
        parts = (
            f"setweight(to_tsvector('simple'::regconfig, {_BARE.format(column=column)}), '{weight}')"
            for column, weight in self.columns
        )
        execute_all(
            database,
            f"ALTER TABLE {self.table} ADD COLUMN IF NOT EXISTS words tsvector "
            f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED",
            # Store `words` in the row itself and move long texts out of the row first: a search reads the words of
            # thousands of rows, but a page shows the text of only twenty. A row that exists is stored like this when
            # its text next changes.
            f"ALTER TABLE {self.table} ALTER COLUMN words SET STORAGE MAIN",
            # Collect statistics for ten thousand words instead of one thousand. PostgreSQL assumes that any other word
            # is half as common as the last of these, and would read all topics instead of looking up ten in the index.
            f"ALTER TABLE {self.table} ALTER COLUMN words SET STATISTICS 1000",
            f"CREATE INDEX IF NOT EXISTS {self.name} ON {self.table} USING gin (words)",
        )

    def _create_on_sqlite(self, database) -> None:
        wanted = {self.name: self._virtual_table(), **self._triggers()}
        with database.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{self.name}%"])
            present = {name for (name,) in cursor.fetchall()}
        missing = [sql for name, sql in wanted.items() if name not in present]
        if missing:
            execute_all(database, *missing, f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')")  # noqa: S608

    def _virtual_table(self) -> str:
        names = ", ".join(column for column, _ in self.columns)
        return (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({names}, content='{self.table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')"
        )

    def _triggers(self) -> dict[str, str]:
        """Return {name: SQL} of the triggers that update the index on SQLite.

        A trigger names only this table and its index, because altering any table that a trigger names would fail.
        """
        names = [column for column, _ in self.columns]
        listed, old, new = (", ".join(f"{row}{name}" for name in names) for row in ("", "old.", "new."))
        changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in names)
        remove = f"INSERT INTO {self.name}({self.name}, rowid, {listed}) VALUES ('delete', old.id, {old});"  # noqa: S608
        add = f"INSERT INTO {self.name}(rowid, {listed}) VALUES (new.id, {new});"  # noqa: S608
        bodies = {
            "insert": f"AFTER INSERT ON {self.table} BEGIN {add} END",
            "delete": f"AFTER DELETE ON {self.table} BEGIN {remove} END",
            "update": f"AFTER UPDATE OF {listed} ON {self.table} WHEN {changed} BEGIN {remove} {add} END",
        }
        return {
            f"{self.name}_on_{verb}": f"CREATE TRIGGER {self.name}_on_{verb} {body}" for verb, body in bodies.items()
        }

    def drop(self, database) -> None:
        if database.vendor == "postgresql":
            execute_all(database, f"ALTER TABLE {self.table} DROP COLUMN IF EXISTS words")
        elif database.vendor == "sqlite":
            triggers = (f"DROP TRIGGER IF EXISTS {name}" for name in self._triggers())
            execute_all(database, *triggers, f"DROP TABLE IF EXISTS {self.name}")


class _OfWords(Func):
    """PostgreSQL expression over a row's column `words`.

    `{words}` in its SQL is replaced by the name of the column, with the alias that the query gives to the table.
    """

    def __init__(self, column: str, sql: str, parameters: list[str], *, output_field: Field):
        super().__init__(F(column), output_field=output_field)
        self.sql, self.parameters = sql, parameters

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra_context):
        (column,) = self.get_source_expressions()
        table, _dot, _column = compiler.compile(column)[0].rpartition(".")
        return self.sql.format(words=f"{table}.words"), self.parameters


class _Rank(_OfWords):
    """PostgreSQL expression for a row's rank as an integer. It has no Django converters, which would take time."""

    def get_db_converters(self, connection) -> list:
        return []


def _matches(column: str, expression: str, parameters: list[str]) -> _OfWords:
    return _OfWords(column, f"{{words}} @@ ({expression})", parameters, output_field=BooleanField())


def operation(*indexes: Index) -> migrations.RunPython:
    """Return a migration operation that creates these full-text indexes, and drops them when it is reversed."""

    def create(apps, schema_editor) -> None:
        for index in indexes:
            index.create(schema_editor.connection)

    def drop(apps, schema_editor) -> None:
        for index in indexes:
            index.drop(schema_editor.connection)

    return migrations.RunPython(create, drop)


def restore(*indexes: Index) -> Callable:
    """Return a receiver of post_migrate that creates again the parts of these indexes that a migration has lost."""

    def after_migrate(sender, using: str, **kwargs) -> None:
        database = connections[using]
        tables = set(database.introspection.table_names())
        for index in indexes:
            if index.table in tables:
                index.create(database)

    return after_migrate


def _pairs(sql: str, parameters: list) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict(cursor.fetchall())


def _tsquery(terms: Iterable[Term], all_of_them: bool) -> tuple[str, list[str]]:
    """Return (SQL, parameters) of a PostgreSQL tsquery, with one parameter for each search term."""
    texts = [fulltext_term(term) for term in terms]
    return (" && " if all_of_them else " || ").join(["to_tsquery('simple'::regconfig, %s)"] * len(texts)), texts


def _tsquery_without(query: SearchQuery, all_of_them: bool) -> tuple[str, list[str]]:
    """Return (SQL, parameters) of one PostgreSQL tsquery that also excludes the unwanted terms.

    With all terms in one tsquery, PostgreSQL reads only the index, and estimates the number of rows better.
    """
    wanted, parameters = _tsquery(query.wanted, all_of_them)
    if not query.unwanted:
        return wanted, parameters
    unwanted, others = _tsquery(query.unwanted, all_of_them=False)
    return f"({wanted}) && !!({unwanted})", [*parameters, *others]


def _rank(words: str, terms: Collection[Term]) -> tuple[str, list[str]]:
    """Return (SQL, parameters) of a PostgreSQL expression for how well the column `words` matches the terms.

    A row with all terms ranks above a row with some. For a single word the rank is its frequency (ts_rank), because
    ts_rank_cd, which also looks at the distances between words, takes three times as long.
    """
    single, parameters = _tsquery(terms, all_of_them=False)
    if len(terms) == 1:
        (term,) = terms
        ranking = "ts_rank_cd" if len(term.words) > 1 else "ts_rank"
        return f"{ranking}({words}, {single}, 1)", parameters
    together, first = _tsquery(terms, all_of_them=True)
    return f"2 * ts_rank_cd({words}, {together}, 1) + ts_rank_cd({words}, {single}, 1)", [*first, *parameters]


def _match(terms: Iterable[Term], all_of_them: bool) -> tuple[str, list[str]]:
    """Return (SQL, parameters) of an SQLite FTS5 query. The SQL joins the parameters, one for each term, to a text."""
    texts = [fulltext_term(term) for term in terms]
    return (" || ' AND ' || " if all_of_them else " || ' OR ' || ").join(["%s"] * len(texts)), texts


def _match_without(query: SearchQuery, all_of_them: bool) -> tuple[str, list[str]]:
    wanted, parameters = _match(query.wanted, all_of_them)
    if not query.unwanted:
        return wanted, parameters
    unwanted, others = _match(query.unwanted, all_of_them=False)
    return f"'(' || {wanted} || ') NOT (' || {unwanted} || ')'", [*parameters, *others]
