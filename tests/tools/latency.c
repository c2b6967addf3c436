/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How fast questions are answered: latency [-n N] [-s SEED] [-f FTS5] [-r RANKING] [-v] INDEX.
 *
 * Makes N questions (1,000) from passages of the index picked at random: a word, three words of one
 * passage, a phrase of two or three words that follow each other, words with a filter by kind or by
 * state, words with facets; as many of each. Each is answered, top 10 with passages, highlights and
 * citations, in this process, one after the other, in ways that take turns:
 *
 *     travaux     what `travaux search` does between the command line and the output
 *     served      the same with what travaux serve keeps in memory (query/columns.h)
 *     xapian      libxapian's parser and its default BM25, passages' data, MSet::snippet
 *     fts5        SQLite FTS5 with porter stems, bm25 and snippet(), if -f names its database, which
 *                 is made there of the same passages when it is missing
 *
 * Everything is asked once before anything is timed, so that all is in memory; what is timed is the
 * processor, so that other work on the machine counts little. Prints median, 99th
 * percentile and maximum in milliseconds, of all and by kind of question. -v also prints the slowest. */
#include "corpus/utf8.h"
#include "query/columns.h"
#include "query/passages.h"
#include "query/search.h"
#include "query/stopwords.h"
#include "query/wording.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/uchar.h>
#include <unistd.h>

enum { HITS = 10, PICKED_WORDS = 400 };
enum kind { ONE_WORD, THREE_WORDS, PHRASE, FILTER, FACETS, KINDS };
enum way { TRAVAUX, SERVED, XAPIAN, FTS5, WAYS };

static const char *const kind_names[] = {"one word", "three words", "phrase", "filter", "facets"};
static const char *const languages[] = {"ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru"};
static const char *const way_names[] = {"travaux", "served", "xapian", "fts5"};

struct item {
    enum kind kind;
    char *text;
    char *filter; /* "kind" or "state" where there is one */
    char *value;
    double ms[WAYS];
};

struct bench {
    struct tv_index index; /* without columns */
    struct tv_index served;
    struct tv_ranking ranking;
    struct xc_parser *parser;
    sqlite3 *fts5;
    sqlite3_stmt *statement;
    struct tv_stopwords stop; /* of all the languages that questions are in */
    uint64_t random;
    struct item *items;
    size_t n;
};

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("latency: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Xorshift (Marsaglia 2003): the same questions of the same seed. */
static uint32_t pick(struct bench *b, size_t n)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (uint32_t)((b->random >> 11) % (n ? n : 1));
}

/* Questions */

struct words {
    char *items[PICKED_WORDS];
    size_t n;
    struct tv_arena arena;
};

/* The words of a text in lower case, "" where a sentence or clause ends; of text without blanks, as
 * Chinese, pieces of four characters. */
static void split(const char *text, struct words *w)
{
    struct tv_buffer word = {0};
    size_t size = strlen(text), signs = 0;
    for (size_t i = 0; i < size && w->n + 3 < PICKED_WORDS;) {
        int32_t c = tv_utf8_next(text, size, &i);
        char bytes[4];
        bool part = u_isalnum(c) || (U_MASK(u_charType(c)) & U_GC_M_MASK);
        if (part)
            tv_buffer_add(&word, bytes, tv_utf8_put(bytes, u_tolower(c)));
        signs += tv_is_ngram(c);
        if (word.size && (!part || signs == 4)) {
            w->items[w->n++] = tv_arena_strndup(&w->arena, word.data, word.size);
            tv_buffer_clear(&word);
            signs = 0;
        }
        if (!part && c != ' ')
            w->items[w->n++] = tv_arena_strdup(&w->arena, "");
    }
    tv_buffer_finish(&word);
}

static bool is_stopword(const struct bench *b, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i < b->stop.n; i++)
        if (b->stop.words[i].size == size && memcmp(b->stop.words[i].data, word, size) == 0)
            return true;
    return false;
}

static bool is_telling(const struct bench *b, const char *word)
{
    return strlen(word) > 2 && strlen(word) < 40 && !is_stopword(b, word);
}

static bool choose_words(struct bench *b, const struct words *w, size_t n, struct tv_buffer *out)
{
    for (size_t tries = 0; n && w->n && tries < 100; tries++) {
        const char *word = w->items[pick(b, w->n)];
        if (!is_telling(b, word) || (out->data && strstr(out->data, word)))
            continue;
        tv_buffer_printf(out, "%s%s", out->size ? " " : "", word);
        n--;
    }
    return n == 0;
}

static bool choose_phrase(struct bench *b, const struct words *w, struct tv_buffer *out)
{
    size_t n = 2 + pick(b, 2);
    for (size_t tries = 0; tries < 100 && w->n > n; tries++) {
        size_t at = pick(b, w->n - n), good = 0;
        while (good < n && *w->items[at + good])
            good++;
        if (good < n || !is_telling(b, w->items[at]) || !is_telling(b, w->items[at + n - 1]))
            continue;
        for (size_t i = 0; i < n; i++)
            tv_buffer_printf(out, "%s%s", i ? " " : "\"", w->items[at + i]);
        tv_buffer_putc(out, '"');
        return true;
    }
    return false;
}

static bool choose_filter(struct bench *b, const struct tv_document *doc, struct item *item)
{
    bool state = doc->n_states && pick(b, 2);
    item->filter = tv_strdup(state ? "state" : "kind");
    item->value = tv_strdup(state ? doc->states[0] : tv_kind_name(doc->kind));
    return true;
}

static bool make_item(struct bench *b, const struct tv_document *doc, const char *text,
                      enum kind kind, struct item *item)
{
    struct words w = {0};
    struct tv_buffer out = {0};
    split(text, &w);
    bool ok = kind == PHRASE ? choose_phrase(b, &w, &out)
                             : choose_words(b, &w, kind == ONE_WORD ? 1 : 1 + pick(b, 3), &out);
    if (kind == THREE_WORDS) {
        tv_buffer_clear(&out);
        ok = choose_words(b, &w, 3, &out);
    }
    tv_arena_finish(&w.arena);
    *item = (struct item){.kind = kind};
    if (!ok) {
        tv_buffer_finish(&out);
        return false;
    }
    item->text = tv_buffer_steal(&out);
    return kind != FILTER || choose_filter(b, doc, item);
}

static void make_items(struct bench *b)
{
    struct xc_stats stats;
    struct tv_buffer data = {0};
    struct tv_error err = {0};
    if (xc_database_stats(b->index.database, &stats, NULL) || stats.documents == 0)
        die("the index is empty");
    b->items = tv_alloc(b->n * sizeof *b->items);
    for (size_t i = 0, tries = 0; i < b->n; tries++) {
        struct tv_arena arena = {0};
        struct tv_record record = {0};
        struct tv_passage passage;
        const char *id;
        if (tries > 100 * b->n)
            die("no questions can be made of the index");
        if (tv_index_read(&b->index, 1 + pick(b, stats.last_docid), &data, &err) &&
            tv_passage_of_data(data.data, data.size, &arena, &id, &passage) &&
            tv_index_record(&b->index, id, &record, &err))
            i += make_item(b, &record.doc, passage.text, (enum kind)(i % KINDS), &b->items[i]);
        tv_record_finish(&record);
        tv_arena_finish(&arena);
    }
    tv_buffer_finish(&data);
}

/* Travaux */

static size_t ask_travaux(struct bench *b, struct tv_index *index, const struct item *item)
{
    const char *values[] = {item->value};
    struct tv_list filter = {.items = values, .n = item->filter ? 1 : 0};
    bool state = item->filter && strcmp(item->filter, "state") == 0;
    struct tv_question question = {.ranking = &b->ranking, .text = item->text};
    *(state ? &question.states : &question.kinds) = filter;
    struct tv_search search = {
        .ranking = &b->ranking,
        .limit = HITS,
        .per_document = 3,
        .facets = item->kind == FACETS,
        .highlights = true,
    };
    struct tv_query query;
    struct tv_fault fault;
    struct tv_answer answer;
    struct tv_error err = {0};
    if (!tv_question_parse(index, &question, &query, &fault, &err) ||
        !tv_search_run(index, &query, &search, &answer, &err))
        die("%s: %s", item->text, err.message);
    size_t n = answer.n_hits;
    tv_answer_finish(&answer);
    tv_query_finish(&query);
    return n;
}

/* Xapian alone */

static void open_xapian(struct bench *b)
{
    static const struct xc_field fields[] = {{.name = XC_LITERAL(""), .prefix = XC_LITERAL("")}};
    struct xc_parser_options options = {
        .fields = fields,
        .n_fields = 1,
        .language = "en",
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_DEFAULT | XC_PARSE_NO_CHECKS,
    };
    options.stop_words = b->stop.words;
    options.n_stop_words = b->stop.n;
    if (!(b->parser = xc_parser_create(&options, NULL)))
        die("no parser");
}

struct texts {
    struct tv_arena arena;
};

static bool text_of_hit(void *context, const struct xc_hit *hit, struct xc_str *ret_text)
{
    struct texts *texts = context;
    struct tv_passage passage;
    const char *id;
    tv_arena_reset(&texts->arena);
    if (!tv_passage_of_data(hit->data.data, hit->data.size, &texts->arena, &id, &passage))
        return false;
    *ret_text = xc_str_of(passage.text);
    return true;
}

static struct xc_query *filter_of(const struct item *item)
{
    char term[64], *end = term;
    if (!item->filter)
        return NULL;
    end = stpcpy(end, strcmp(item->filter, "state") == 0 ? TV_PREFIX_STATE : TV_PREFIX_KIND);
    tv_term_value(item->value, end);
    return xc_query_term(term, strlen(term), 1, 0, NULL);
}

static size_t ask_xapian(struct bench *b, const struct item *item)
{
    struct texts texts = {0};
    const struct xc_snippet snippet = {
        .length = 300, .language = "en", .text = text_of_hit, .context = &texts};
    static const uint32_t slots[] = {TV_SLOT_FACETS};
    struct xc_parsed *parsed = xc_parser_parse(b->parser, item->text, strlen(item->text), NULL);
    struct xc_query *filter = filter_of(item);
    struct xc_search search = {
        .query = parsed ? parsed->query : NULL,
        .filters = (const struct xc_query *const *)&filter,
        .n_filters = filter ? 1 : 0,
        .limit = HITS,
        .fetch = XC_HIT_DATA,
        .snippet = &snippet,
        .facet_slots = slots,
        .n_facet_slots = item->kind == FACETS ? sizeof slots / sizeof *slots : 0,
        .check_at_least = item->kind == FACETS ? 100000 : 0,
    };
    struct xc_error xe;
    struct xc_result *result = xc_database_search(b->index.database, &search, &xe);
    if (!result)
        die("%s: %s", item->text, xe.message);
    size_t n = result->n_hits;
    xc_result_destroy(result);
    xc_query_destroy(filter);
    xc_parsed_destroy(parsed);
    tv_arena_finish(&texts.arena);
    return n;
}

/* SQLite FTS5 */

static void run_sql(struct bench *b, const char *sql)
{
    char *message;
    if (sqlite3_exec(b->fts5, sql, NULL, NULL, &message) != SQLITE_OK)
        die("%s: %s", sql, message);
}

static void add_row(sqlite3_stmt *insert, uint32_t docid, const char *text,
                    const struct tv_document *doc)
{
    sqlite3_reset(insert);
    sqlite3_bind_int64(insert, 1, docid);
    sqlite3_bind_text(insert, 2, text, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 3, tv_kind_name(doc->kind), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 4, doc->n_states ? doc->states[0] : "", -1, SQLITE_TRANSIENT);
    if (sqlite3_step(insert) != SQLITE_DONE)
        die("%s", sqlite3_errmsg(sqlite3_db_handle(insert)));
}

/* Passages stand behind their record. */
static void fill_fts5(struct bench *b)
{
    struct xc_stats stats;
    struct tv_buffer data = {0};
    struct tv_record record = {0};
    struct tv_error err;
    sqlite3_stmt *insert = NULL;
    run_sql(b, "CREATE VIRTUAL TABLE passages USING fts5(text, kind UNINDEXED, state UNINDEXED, "
               "tokenize='porter unicode61')");
    run_sql(b, "BEGIN");
    sqlite3_prepare_v2(b->fts5, "INSERT INTO passages(rowid, text, kind, state) VALUES(?,?,?,?)",
                       -1, &insert, NULL);
    xc_database_stats(b->index.database, &stats, NULL);
    for (uint32_t docid = 1; docid <= stats.last_docid; docid++) {
        struct tv_arena arena = {0};
        struct tv_passage passage;
        const char *id;
        if (!tv_index_read(&b->index, docid, &data, &err))
            continue;
        if (tv_passage_of_data(data.data, data.size, &arena, &id, &passage)) {
            if (strcmp(record.doc.id, id) != 0) {
                tv_record_finish(&record);
                tv_index_record(&b->index, id, &record, &err);
            }
            add_row(insert, docid, passage.text, &record.doc);
        }
        tv_arena_finish(&arena);
    }
    tv_record_finish(&record);
    tv_buffer_finish(&data);
    sqlite3_finalize(insert);
    run_sql(b, "COMMIT");
    run_sql(b, "INSERT INTO passages(passages) VALUES('optimize')");
}

static void open_fts5(struct bench *b, const char *path)
{
    bool there = access(path, F_OK) == 0;
    if (sqlite3_open(path, &b->fts5) != SQLITE_OK)
        die("%s: %s", path, sqlite3_errmsg(b->fts5));
    run_sql(b, "PRAGMA cache_size=-2000000; PRAGMA mmap_size=4000000000");
    if (!there)
        fill_fts5(b);
    if (sqlite3_prepare_v2(
            b->fts5,
            "SELECT rowid, kind, state, snippet(passages, 0, '<b>', '</b>', '...', "
            "40), text FROM passages WHERE passages MATCH ?1 AND (?2 IS NULL OR kind "
            "= ?2) AND (?3 IS NULL OR state = ?3) ORDER BY rank LIMIT 10",
            -1, &b->statement, NULL) != SQLITE_OK)
        die("%s", sqlite3_errmsg(b->fts5));
}

/* Words with OR between them, or the phrase as it is. */
static char *match_of(const struct item *item)
{
    struct tv_buffer match = {0};
    if (item->kind == PHRASE)
        return tv_strdup(item->text);
    for (const char *p = item->text; *p;) {
        size_t size = strcspn(p, " ");
        tv_buffer_printf(&match, "%s\"%.*s\"", match.size ? " OR " : "", (int)size, p);
        p += size + (p[size] == ' ');
    }
    return tv_buffer_steal(&match);
}

static size_t ask_fts5(struct bench *b, const struct item *item)
{
    char *match = match_of(item);
    bool state = item->filter && strcmp(item->filter, "state") == 0;
    size_t n = 0;
    sqlite3_reset(b->statement);
    sqlite3_clear_bindings(b->statement);
    sqlite3_bind_text(b->statement, 1, match, -1, SQLITE_TRANSIENT);
    if (item->filter)
        sqlite3_bind_text(b->statement, state ? 3 : 2, item->value, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(b->statement) == SQLITE_ROW)
        n += sqlite3_column_text(b->statement, 3) && sqlite3_column_text(b->statement, 4);
    sqlite3_reset(b->statement);
    free(match);
    return n;
}

/* The whole */

static size_t ask(struct bench *b, enum way way, const struct item *item)
{
    return way == TRAVAUX  ? ask_travaux(b, &b->index, item)
           : way == SERVED ? ask_travaux(b, &b->served, item)
           : way == XAPIAN ? ask_xapian(b, item)
                           : ask_fts5(b, item);
}

static void measure(struct bench *b, size_t ways)
{
    for (int timed = 0; timed < 2; timed++)
        for (size_t i = 0; i < b->n; i++)
            for (size_t way = 0; way < ways; way++) {
                double start = now();
                ask(b, (enum way)way, &b->items[i]);
                b->items[i].ms[way] = now() - start;
            }
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, c = *(const double *)y;
    return (a > c) - (a < c);
}

static void print_figures(const struct bench *b, enum way way, int kind)
{
    double *ms = tv_alloc(b->n * sizeof *ms);
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        if (kind == KINDS || kind == (int)b->items[i].kind)
            ms[n++] = b->items[i].ms[way];
    qsort(ms, n, sizeof *ms, by_value);
    if (n)
        printf("%-8s %-12s %6zu %8.2f %8.2f %8.2f\n", way_names[way],
               kind == KINDS ? "all" : kind_names[kind], n, ms[n / 2], ms[n * 99 / 100], ms[n - 1]);
    free(ms);
}

static int by_travaux(const void *x, const void *y)
{
    double a = ((const struct item *)x)->ms[TRAVAUX], c = ((const struct item *)y)->ms[TRAVAUX];
    return (a < c) - (a > c);
}

static void print_slowest(struct bench *b)
{
    qsort(b->items, b->n, sizeof *b->items, by_travaux);
    for (size_t i = 0; i < 20 && i < b->n; i++)
        printf("%8.2f %8.2f  %s %s %s\n", b->items[i].ms[TRAVAUX], b->items[i].ms[XAPIAN],
               kind_names[b->items[i].kind], b->items[i].text,
               b->items[i].value ? b->items[i].value : "");
}

int main(int argc, char **argv)
{
    struct bench b = {.n = 1000, .random = 20221, .ranking = tv_ranking_default};
    const char *fts5 = NULL;
    bool verbose = false;
    struct tv_error err = {0};
    for (int o; (o = getopt(argc, argv, "n:s:f:r:v")) != -1;) {
        if (o == '?')
            return 2;
        if (o == 'r' && !tv_ranking_set(&b.ranking, optarg, &err))
            die("%s", err.message);
        verbose |= o == 'v';
        fts5 = o == 'f' ? optarg : fts5;
        b.n = o == 'n' ? strtoul(optarg, NULL, 10) : b.n;
        b.random = o == 's' ? strtoul(optarg, NULL, 10) + 1 : b.random;
    }
    if (optind + 1 != argc)
        die("an index is missing: latency [-n N] [-s SEED] [-f FTS5] [-r RANKING] [-v] INDEX");
    const char *path = argv[optind];
    if (!tv_index_open(&path, 1, &b.index, &err) || !tv_index_open(&path, 1, &b.served, &err))
        die("%s", err.message);
    struct tv_columns *columns = tv_columns_read(b.served.database, (size_t)64 << 20);
    tv_columns_give(columns, &b.served);
    tv_columns_release(columns);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        tv_stopwords_add(&b.stop, languages[i]);
    open_xapian(&b);
    if (fts5)
        open_fts5(&b, fts5);
    make_items(&b);
    measure(&b, fts5 ? WAYS : FTS5);
    printf("%-8s %-12s %6s %8s %8s %8s\n", "", "ms", "n", "median", "99th", "most");
    for (size_t way = 0; way < (fts5 ? WAYS : FTS5); way++)
        for (int kind = KINDS; kind >= 0; kind--)
            print_figures(&b, (enum way)way, kind);
    if (verbose)
        print_slowest(&b);
    return 0;
}
