"""Full text of a table's own rows. All that PostgreSQL and SQLite say differently about it stands here.

PostgreSQL keeps a generated column `words` (tsvector) and a GIN index on it; SQLite an FTS5 table beside the table,
which triggers keep in step. No model knows of either: the database does the keeping, whoever writes.

Both are made alike on purpose: no stemming and no stop words (ratsite.lib.search.query expands plurals), letters
without accents, everything that is neither letter nor digit parts words. One query then finds the same rows on both.

Two things to know when a table changes. On SQLite Django makes a changed table anew, and triggers go with the old one:
`restore` after each migrate puts them back. On PostgreSQL the type of an indexed column can be changed only after
`drop`, in the same migration; `restore` makes the column again.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import connection, migrations
from django.db.models import BigIntegerField, BooleanField, F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import Expression, RawSQL

from ratsite.lib.search.conditions import worded
from ratsite.lib.search.query import Term, Words

MOST_RANKED = 2_000  # the newest hits: ranking all of a common word's hits in a million rows takes seconds (PLATFORM)
# The newest rows with the words of a phrase, or beside something unwanted: no index tells in which of a hundred
# thousand of them the words follow each other, or which of them stand under an unwanted title.
MOST_LOOKED_AT = 5_000
BM25_WEIGHTS = {"A": 10, "B": 4, "C": 2}  # for bm25; in the proportion that ts_rank_cd has by default
# What parts words, for PostgreSQL, whose own parser would keep addresses and hyphens together, and whose character
# classes depend on the locale of the database.
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
    """Full text over some columns of one table, each with its weight: A counts most, C least."""

    table: str
    columns: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    def matching(self, terms: Iterable[Term], *, all_of_them: bool, after: int = 0) -> RawSQL:
        """A subquery for `pk__in`: the rows that hold every one, or any one, of the terms. There must be a term.

        after: rows up to this number are of no interest, and not looked at.
        """
        if connection.vendor == "postgresql":
            query, parameters = _tsquery(terms, all_of_them)
            sql = f"SELECT id FROM {self.table} WHERE words @@ ({query}) AND id > %s"  # noqa: S608 our own names
        else:
            query, parameters = _match(terms, all_of_them)
            sql = f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH ({query}) AND rowid > %s"  # noqa: S608
        return RawSQL(sql, [*parameters, after])  # noqa: S611

    def holds(self, terms: Iterable[Term], *, all_of_them: bool, path: str = "", after: int = 0) -> Q:
        """The same question asked of each row, for a query that has narrowed them down already.

        path: how the query reaches the table, "topic__"; nothing where it is a query on the table itself.
        """
        if connection.vendor != "postgresql":
            return Q(**{f"{path}pk__in": self.matching(terms, all_of_them=all_of_them, after=after)})
        return Q(_holding(f"{path}{self.columns[0][0]}", *_tsquery(terms, all_of_them)))

    def newest(self, rows: QuerySet, words: Words, *, all_of_them: bool = True) -> QuerySet:
        """Those of these rows of the table that hold every one, or any one, of the wanted terms, and no unwanted one.

        Newest first; take a slice.

        SQLite reads its index from the newest row on, and looks up each; so it can stop as soon as there are enough.
        The plus keeps it from going the other way about. PostgreSQL knows of each word how many rows hold it: it reads
        the newest rows until there are enough, or takes a seldom word's from the index.
        """
        if connection.vendor == "postgresql":
            query, parameters = _tsquery_without(words, all_of_them)
            return rows.filter(_holding(self.columns[0][0], query, parameters)).order_by("-pk")
        query, parameters = _match_without(words, all_of_them)
        return rows.extra(  # noqa: S610 our own names
            tables=[self.name],
            where=[f"{self.name} MATCH ({query})", f"{self.table}.id = +{self.name}.rowid"],
            params=parameters,
            order_by=[f"-{self.name}.rowid"],
        )

    def rank(self, terms: Collection[Term], *, path: str = "") -> Expression:
        """A column that saves a query for `ranks`: how well the row answers, in millionths (whole numbers are sent and
        read faster than others), 0 where it does not. NULL on SQLite, which knows it in its index alone.

        path: how the query reaches the table, "topic__"; nothing where it is a query on the table itself.
        """
        if connection.vendor != "postgresql":
            return Value(None, BigIntegerField())
        rank, parameters = _rank("{words}", terms)
        if path:  # most titles hold none of the terms, and it takes as long to rank them as others
            holds, single = _tsquery(terms, all_of_them=False)
            rank, parameters = f"CASE WHEN {{words}} @@ ({holds}) THEN {rank} ELSE 0 END", [*single, *parameters]
        sql = f"(1000000 * ({rank}))::bigint"
        return _Rank(f"{path}{self.columns[0][0]}", sql, parameters, output_field=BigIntegerField())

    def ranks(self, ids: Collection[int], terms: Collection[Term]) -> dict[int, float]:
        """How well each of these rows answers, 1 for the best of them; rows without any of the terms are left out."""
        if not (ids and terms):
            return {}
        is_postgresql = connection.vendor == "postgresql"
        ranks = self._ranks_on_postgresql(list(ids), terms) if is_postgresql else self._bm25(list(ids), terms)
        best = max(ranks.values(), default=0) or 1
        return {pk: rank / best for pk, rank in ranks.items() if rank}

    def _ranks_on_postgresql(self, ids: list[int], terms: Collection[Term]) -> dict[int, float]:
        rank, parameters = _rank("words", terms)
        query, words = _tsquery(terms, all_of_them=False)  # most titles hold none: they need not be sent
        sql = f"SELECT id, {rank} FROM {self.table} WHERE id = ANY(%s) AND words @@ ({query})"  # noqa: S608 ours
        return _pairs(sql, [*parameters, ids, *words])

    def _bm25(self, ids: list[int], terms: Collection[Term]) -> dict[int, float]:
        """The plus keeps SQLite from asking the index once for each row."""
        weights = ", ".join(str(BM25_WEIGHTS[weight]) for _, weight in self.columns)
        query, parameters = _match(terms, all_of_them=False)
        sql = (
            f"SELECT rowid, -bm25({self.name}, {weights}) FROM {self.name} WHERE {self.name} MATCH ({query}) "  # noqa: S608
            "AND rowid BETWEEN %s AND %s AND +rowid IN (SELECT value FROM json_each(%s))"
        )
        return _pairs(sql, [*parameters, min(ids), max(ids), json.dumps(ids)])

    def forget_deleted(self) -> None:
        """Words of rows that were deleted or changed leave the index itself: SQLite keeps them until it merges."""
        if connection.vendor == "sqlite":
            _run(connection, f"INSERT INTO {self.name}({self.name}) VALUES ('optimize')")  # noqa: S608 our own names

    def create(self, database) -> None:
        """Make what is missing; does nothing the second time."""
        if database.vendor == "postgresql":
            self._create_on_postgresql(database)
        elif database.vendor == "sqlite":
            self._create_on_sqlite(database)

    def _create_on_postgresql(self, database) -> None:
        parts = (
            f"setweight(to_tsvector('simple'::regconfig, {_BARE.format(column=column)}), '{weight}')"
            for column, weight in self.columns
        )
        _run(
            database,
            f"ALTER TABLE {self.table} ADD COLUMN IF NOT EXISTS words tsvector "
            f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED",
            # A search reads the words of thousands of rows, a page the text of twenty: what is too long for a row goes
            # elsewhere first. Rows that lie there already move when their text changes.
            f"ALTER TABLE {self.table} ALTER COLUMN words SET STORAGE MAIN",
            # PostgreSQL then knows how common ten thousand words are, not one thousand. It takes any other for half as
            # common as the last of them, and rather reads all topics than looks up the ten that it needs.
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
            _run(database, *missing, f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')")  # noqa: S608

    def _virtual_table(self) -> str:
        names = ", ".join(column for column, _ in self.columns)
        return (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({names}, content='{self.table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')"
        )

    def _triggers(self) -> dict[str, str]:
        """Each names this table and its index alone, so that changing another table does not stumble over it."""
        names = [column for column, _ in self.columns]
        listed, old, new = (", ".join(f"{row}{name}" for name in names) for row in ("", "old.", "new."))
        changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in names)
        forget = f"INSERT INTO {self.name}({self.name}, rowid, {listed}) VALUES ('delete', old.id, {old});"  # noqa: S608
        learn = f"INSERT INTO {self.name}(rowid, {listed}) VALUES (new.id, {new});"  # noqa: S608
        bodies = {
            "insert": f"AFTER INSERT ON {self.table} BEGIN {learn} END",
            "delete": f"AFTER DELETE ON {self.table} BEGIN {forget} END",
            "update": f"AFTER UPDATE OF {listed} ON {self.table} WHEN {changed} BEGIN {forget} {learn} END",
        }
        return {
            f"{self.name}_on_{verb}": f"CREATE TRIGGER {self.name}_on_{verb} {body}" for verb, body in bodies.items()
        }

    def drop(self, database) -> None:
        if database.vendor == "postgresql":
            _run(database, f"ALTER TABLE {self.table} DROP COLUMN IF EXISTS words")
        elif database.vendor == "sqlite":
            triggers = (f"DROP TRIGGER IF EXISTS {name}" for name in self._triggers())
            _run(database, *triggers, f"DROP TABLE IF EXISTS {self.name}")


class _OfWords(Func):
    """For PostgreSQL: SQL about the words of a column's row, `{words}` in it, whatever the query calls the table."""

    def __init__(self, column: str, sql: str, parameters: list[str], *, output_field: Field):
        super().__init__(F(column), output_field=output_field)
        self.sql, self.parameters = sql, parameters

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra_context):
        (column,) = self.get_source_expressions()
        return self.sql.format(words=f"{compiler.quote_name_unless_alias(column.alias)}.words"), self.parameters


class _Rank(_OfWords):
    """A number as it comes: Django would make one of each again."""

    def get_db_converters(self, connection) -> list:
        return []


def _holding(column: str, query: str, parameters: list[str]) -> _OfWords:
    """Whether the row answers a tsquery."""
    return _OfWords(column, f"{{words}} @@ ({query})", parameters, output_field=BooleanField())


def operation(*indexes: Index) -> migrations.RunPython:
    """For a migration: makes the indexes, and takes them away when it is unmade. Changes no model."""

    def create(apps, schema_editor) -> None:
        for index in indexes:
            index.create(schema_editor.connection)

    def drop(apps, schema_editor) -> None:
        for index in indexes:
            index.drop(schema_editor.connection)

    return migrations.RunPython(create, drop)


def restore(*indexes: Index) -> Callable:
    """For post_migrate: puts back what a change of the table took away."""

    def after_migrate(sender, using: str, **kwargs) -> None:
        from django.db import connections

        database = connections[using]
        tables = set(database.introspection.table_names())
        for index in indexes:
            if index.table in tables:
                index.create(database)

    return after_migrate


def _run(database, *statements: str) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _pairs(sql: str, parameters: list) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict(cursor.fetchall())


def _tsquery(terms: Iterable[Term], all_of_them: bool) -> tuple[str, list[str]]:
    """SQL for a tsquery, and its parameters: one for each term."""
    texts = [worded(term) for term in terms]
    return (" && " if all_of_them else " || ").join(["to_tsquery('simple'::regconfig, %s)"] * len(texts)), texts


def _tsquery_without(words: Words, all_of_them: bool) -> tuple[str, list[str]]:
    """In one, unwanted terms too: PostgreSQL then asks the index for all of it, and knows better what to expect."""
    wanted, parameters = _tsquery(words.wanted, all_of_them)
    if not words.unwanted:
        return wanted, parameters
    unwanted, others = _tsquery(words.unwanted, all_of_them=False)
    return f"({wanted}) && !!({unwanted})", [*parameters, *others]


def _rank(words: str, terms: Collection[Term]) -> tuple[str, list[str]]:
    """SQL for how well `words` answer, and its parameters: what holds all terms comes before what holds some.

    A single word is ranked by how often it stands there: there is nothing that it could stand near, which ts_rank_cd
    works out from all of its places, and takes three times as long.
    """
    single, parameters = _tsquery(terms, all_of_them=False)
    if len(terms) == 1:
        (term,) = terms
        ranking = "ts_rank_cd" if len(term.words) > 1 else "ts_rank"
        return f"{ranking}({words}, {single}, 1)", parameters
    together, first = _tsquery(terms, all_of_them=True)
    return f"2 * ts_rank_cd({words}, {together}, 1) + ts_rank_cd({words}, {single}, 1)", [*first, *parameters]


def _match(terms: Iterable[Term], all_of_them: bool) -> tuple[str, list[str]]:
    """As _tsquery; for FTS5, whose queries are texts."""
    texts = [worded(term) for term in terms]
    return (" || ' AND ' || " if all_of_them else " || ' OR ' || ").join(["%s"] * len(texts)), texts


def _match_without(words: Words, all_of_them: bool) -> tuple[str, list[str]]:
    wanted, parameters = _match(words.wanted, all_of_them)
    if not words.unwanted:
        return wanted, parameters
    unwanted, others = _match(words.unwanted, all_of_them=False)
    return f"'(' || {wanted} || ') NOT (' || {unwanted} || ')'", [*parameters, *others]
