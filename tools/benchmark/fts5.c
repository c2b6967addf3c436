/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passages into SQLite's FTS5, for tools/bench: fts5 PASSAGES DATABASE
 *
 * PASSAGES holds one passage a line. One transaction, Porter's stemmer, positions and texts kept, as
 * ours; a page cache of 64 MB. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void must(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return;
    fprintf(stderr, "fts5: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    must(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static void insert_all(sqlite3 *db, FILE *passages)
{
    sqlite3_stmt *insert;
    char *line = NULL;
    size_t capacity = 0;
    must(db, sqlite3_prepare_v2(db, "INSERT INTO passages(text) VALUES(?)", -1, &insert, NULL));
    for (ssize_t n; (n = getline(&line, &capacity, passages)) > 0;) {
        must(db, sqlite3_bind_text(insert, 1, line, (int)n, SQLITE_STATIC));
        must(db, sqlite3_step(insert));
        must(db, sqlite3_reset(insert));
    }
    free(line);
    must(db, sqlite3_finalize(insert));
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    FILE *passages = argc == 3 ? fopen(argv[1], "re") : NULL;
    if (!passages) {
        fputs("usage: fts5 PASSAGES DATABASE\n", stderr);
        return 2;
    }
    must(NULL, sqlite3_open(argv[2], &db));
    run(db, "PRAGMA cache_size = -65536");
    run(db, "CREATE VIRTUAL TABLE passages USING fts5(text, tokenize = 'porter unicode61')");
    run(db, "BEGIN");
    insert_all(db, passages);
    run(db, "COMMIT");
    must(db, sqlite3_close(db));
    return fclose(passages) ? 1 : 0;
}
