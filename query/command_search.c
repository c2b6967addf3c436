/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux search: passages that answer a question, or each of a file of questions. */
#include "commands.h"
#include "corpus/utf8.h"
#include "output.h"
#include "topics.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    struct tv_list indexes, kinds, states, documents;
    struct tv_list thesauri;
    const char *language, *since, *until, *topics, *ranking;
    uint32_t limit, offset;
    int format, sort, color;
    bool duplicates, translate, as_typed;
};

/* So many hits where -n is not given: a screen; a run as TREC has it. */
enum { LIMIT = 10, LIMIT_OF_RUN = 1000, LIMIT_NOT_GIVEN = 0 };

static const char *const sorts[] = {"relevance", "date", NULL};

#define AT(member) offsetof(struct values, member)

static const struct tv_option options[] = {
    {"limit", 'n', TV_OPTION_COUNT, AT(limit), "N", "most hits, or all (default: 10; trec: 1000)",
     NULL},
    {"format", 0, TV_OPTION_CHOICE, AT(format), "FORMAT", "how to print", tv_format_names},
    {"kind", 0, TV_OPTION_LIST, AT(kinds), "KIND", "treaty, draft, position, news or record", NULL},
    {"state", 0, TV_OPTION_LIST, AT(states), "STATE", "whose it is: FRA, France, French ...", NULL},
    {"language", 0, TV_OPTION_TEXT, AT(language), "LANG",
     "of question and passages: fr, French ...", NULL},
    {"since", 0, TV_OPTION_TEXT, AT(since), "DATE", "2022, 2022-03 or 2022-03-05", NULL},
    {"until", 0, TV_OPTION_TEXT, AT(until), "DATE", "the same, included", NULL},
    {"sort", 0, TV_OPTION_CHOICE, AT(sort), "ORDER", "the order of hits", sorts},
    {"document", 0, TV_OPTION_LIST, AT(documents), "ID", "only in this document", NULL},
    {"offset", 0, TV_OPTION_NUMBER, AT(offset), "N", "leave out the first N", NULL},
    {"translate", 0, TV_OPTION_FLAG, AT(translate), NULL,
     "find passages in other languages, too, by the thesaurus", NULL},
    {"duplicates", 0, TV_OPTION_FLAG, AT(duplicates), NULL,
     "show documents with nearly the same text, too", NULL},
    TV_OPTION_INDEX(struct values),
    {"as-typed", 0, TV_OPTION_FLAG, AT(as_typed), NULL,
     "look for no synonyms or other names of states", NULL},
    {"thesaurus", 0, TV_OPTION_LIST, AT(thesauri), "FILE", "a thesaurus of one's own, too", NULL},
    {"topics", 0, TV_OPTION_TEXT, AT(topics), "FILE",
     "questions from FILE: number TAB words, one a line", NULL},
    TV_OPTION_COLOR(struct values),
    {"ranking", 0, TV_OPTION_TEXT, AT(ranking), "SETTING", "for measurements: b=0.5,title=0 ...",
     NULL},
};

static const char details[] =
    "Words are ranked, not all required; travaux help query says what else.\n"
    "Near-duplicates are one hit; a document has three at most; -n all shows all.\n"
    "Exit status: 0 with hits, 1 without, 2 on an error.\n";

/* A search under way. */
struct run {
    const struct values *values;
    const struct tv_format *format;
    struct tv_output out;
    struct tv_index index;
    struct tv_search search;
    struct tv_ranking ranking;
    struct tv_thesaurus thesaurus;
    bool found;
};

static struct tv_search search_of(const struct values *v, const struct tv_format *format)
{
    uint32_t usual = format == &tv_format_trec ? LIMIT_OF_RUN : LIMIT;
    struct tv_search s = {
        .offset = v->offset,
        .limit = v->limit == LIMIT_NOT_GIVEN ? usual : v->limit,
        .per_document = format->per_document,
        .duplicates = v->duplicates || format == &tv_format_trec,
        .bare = format == &tv_format_trec,
        .by_date = v->sort == 1,
        .facets = format->facets,
        .highlights = format->highlights,
    };
    /* All means all; and who asks for one document wants what is in it. */
    if (format != &tv_format_trec && (s.limit == UINT32_MAX || v->documents.n)) {
        s.per_document = 0;
        s.duplicates = true;
    }
    return s;
}

/* As much of the question around a fault as a line has room for, with its place below. */
static void point_at(const char *text, const struct tv_fault *fault)
{
    struct tv_buffer line = {0};
    unsigned width = tv_output_stderr().width;
    size_t size = strlen(text), start = fault->offset, end = start;
    size_t room = width ? width - sizeof "    ......" : 72;
    while (start > 0 && tv_columns(text + start, fault->offset - start) < room / 2)
        tv_utf8_prev(text, &start);
    while (end < size && tv_columns(text + start, end - start) + 1 < room)
        tv_utf8_next(text, size, &end);
    tv_buffer_puts(&line, start ? "..." : "");
    tv_plain(text + start, fault->offset - start, false, &line);
    size_t before = tv_columns(line.data, line.size);
    tv_plain(text + fault->offset, end - fault->offset, false, &line);
    tv_buffer_puts(&line, end < size ? "..." : "");
    size_t length = fault->length < end - fault->offset ? fault->length : end - fault->offset;
    size_t columns = tv_columns(text + fault->offset, length);
    fprintf(stderr, "    %s\n    %*s^", line.data ? line.data : "", (int)before, "");
    for (size_t i = 1; i < columns; i++)
        putc('~', stderr);
    putc('\n', stderr);
    tv_buffer_finish(&line);
}

static bool explain(const char *text, const struct tv_fault *fault, struct tv_error *err)
{
    if (err->code != TV_SYNTAX)
        return false;
    tv_complain("travaux search: %s", err->message);
    if (text[0])
        point_at(text, fault);
    *err = (struct tv_error){0};
    return false;
}

/* That there is more than was printed, or nothing, for a person at a terminal: nothing is cut off in
 * silence. */
static void tell_rest(const struct run *r, const struct tv_answer *answer)
{
    uint64_t shown = (uint64_t)r->search.offset + answer->n_hits;
    const char *about = answer->exact ? "" : "about ";
    if (r->values->topics || !isatty(STDERR_FILENO))
        return;
    if (answer->total == 0)
        tv_complain("Nothing was found.");
    else if (answer->n_hits == 0)
        tv_complain("There are %s%u passages, none behind --offset %u.", about, answer->total,
                    r->search.offset);
    if (answer->n_hits == 0 || answer->total <= shown)
        return;
    if (isatty(STDOUT_FILENO))
        putc('\n', stderr);
    tv_complain("%llu of %s%u passages; -n %llu shows more, -n all has all of them.",
                (unsigned long long)shown, about, answer->total, (unsigned long long)shown * 2);
}

static bool answer(struct run *r, const char *topic, const struct tv_question *question,
                   struct tv_error *err)
{
    struct tv_query query;
    struct tv_fault fault;
    struct tv_answer a;
    if (!tv_question_parse(&r->index, question, &query, &fault, err))
        return explain(question->text, &fault, err);
    bool ok = tv_search_run(&r->index, &query, &r->search, &a, err);
    if (ok) {
        struct tv_printed printed = {topic, question->text, query.corrected, &a};
        r->format->answer(&r->out, &printed);
        r->found |= a.n_hits > 0;
        tell_rest(r, &a);
        tv_answer_finish(&a);
    }
    tv_query_finish(&query);
    return ok;
}

static struct tv_question question_of(const struct run *r, const char *text)
{
    const struct values *v = r->values;
    return (struct tv_question){
        .ranking = &r->ranking,
        .thesaurus = &r->thesaurus,
        .translate = v->translate,
        .as_typed = v->as_typed,
        .text = text,
        .plain = v->topics != NULL,
        .language = v->language,
        .kinds = v->kinds,
        .states = v->states,
        .documents = v->documents,
        .since = v->since,
        .until = v->until,
    };
}

static bool answer_topics(struct run *r, struct tv_error *err)
{
    struct tv_topics topics;
    if (!tv_topics_read(r->values->topics, &topics, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < topics.n; i++) {
        struct tv_question question = question_of(r, topics.items[i].text);
        ok = answer(r, topics.items[i].number, &question, err);
    }
    tv_topics_finish(&topics);
    return ok;
}

static bool answer_operands(struct run *r, const struct tv_list *operands, struct tv_error *err)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < operands->n; i++)
        tv_buffer_printf(&text, "%s%s", i ? " " : "", operands->items[i]);
    struct tv_question question = question_of(r, text.data ? text.data : "");
    bool ok = answer(r, NULL, &question, err);
    tv_buffer_finish(&text);
    return ok;
}

/* Whether a date begins after another ends; both as precise as they are. */
static bool is_after(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    return strncmp(a, b, n < m ? n : m) > 0;
}

static bool check_usage(const struct values *v, const struct tv_list *operands,
                        const struct tv_format *format, struct tv_error *err)
{
    bool filters =
        v->kinds.n || v->states.n || v->documents.n || v->language || v->since || v->until;
    if (v->topics && operands->n)
        return tv_fail(err, TV_USAGE, "--topics has the questions; '%s' is one too many",
                       operands->items[0]);
    if (v->topics && !format->topics)
        return tv_fail(err, TV_USAGE, "--topics goes with --format jsonl, csv or trec, not %s",
                       format->name);
    if (v->since && v->until && is_after(v->since, v->until))
        return tv_fail(err, TV_USAGE, "--since %s is after --until %s", v->since, v->until);
    if (!v->topics && !operands->n && !filters)
        return tv_fail(err, TV_USAGE, "a question is missing (see travaux search --help)");
    return true;
}

static bool read_thesauri(struct run *r, struct tv_error *err)
{
    const struct tv_list *own = &r->values->thesauri;
    bool ok = r->values->as_typed || tv_thesaurus_add_usual(&r->thesaurus, err);
    for (size_t i = 0; ok && i < own->n; i++)
        ok = tv_thesaurus_add(&r->thesaurus, own->items[i], err);
    return ok;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    const struct tv_format *format = tv_formats[v->format];
    struct run r = {.values = v,
                    .format = format,
                    .search = search_of(v, format),
                    .ranking = tv_ranking_default};
    r.search.ranking = &r.ranking;
    if (!check_usage(v, operands, format, err) ||
        (v->ranking && !tv_ranking_set(&r.ranking, v->ranking, err)) || !read_thesauri(&r, err) ||
        !tv_index_open(v->indexes.items, v->indexes.n, &r.index, err)) {
        tv_thesaurus_finish(&r.thesaurus);
        return TV_EXIT_ERROR;
    }
    r.out = tv_output_stdout((enum tv_color)v->color);
    if (format->head)
        format->head(&r.out);
    bool ok = v->topics ? answer_topics(&r, err) : answer_operands(&r, operands, err);
    tv_index_finish(&r.index);
    tv_thesaurus_finish(&r.thesaurus);
    if (!ok)
        return TV_EXIT_ERROR;
    return r.found ? TV_EXIT_FOUND : TV_EXIT_NOTHING;
}

const struct tv_command tv_command_search = {
    .name = "search",
    .operands = "QUERY...",
    .summary = "Finds passages that answer a question, each with its citation",
    .details = details,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
