/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /api/v1/suggest: what a question that is being typed may become: its last word completed from the
 * words of the index, the most frequent first; and documents whose titles have its words. */
#include "api.h"
#include "corpus/json.h"
#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { WORDS = 8, DOCUMENTS = 5, LOOKED_AT = 20000, TITLE_WORDS = 8, WILDCARD = 50 };

struct suggest_values {
    const char *text;
};

static const struct tv_parameter suggest_parameters[] = {
    {.name = "q",
     .kind = TV_PARAMETER_QUESTION,
     .offset = offsetof(struct suggest_values, text),
     .description = "What has been typed so far",
     .required = true},
};
const struct tv_parameters tv_suggest_parameters =
    TV_PARAMETERS(suggest_parameters, struct suggest_values);

struct suggestion {
    const char *text;
    uint32_t documents;
};

struct suggestions {
    struct suggestion words[WORDS];
    size_t n;
    struct tv_arena arena;
};

/* Words */

/* In lower case, as the index has words. */
static const char *lower(struct tv_arena *arena, const char *text, size_t size)
{
    struct tv_buffer out = {0};
    for (size_t i = 0; i < size;) {
        char bytes[4];
        tv_buffer_add(&out, bytes, tv_utf8_put(bytes, u_tolower(tv_utf8_next(text, size, &i))));
    }
    const char *word = tv_arena_strndup(arena, out.data ? out.data : "", out.size);
    tv_buffer_finish(&out);
    return word;
}

/* Where the last word of a question begins: behind its last character that is no part of a word. */
static size_t last_word(const char *text)
{
    size_t size = strlen(text), start = 0;
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next(text, size, &i);
        if (!u_isalnum(c) && !(U_GET_GC_MASK(c) & U_GC_M_MASK))
            start = i;
    }
    return start;
}

/* Keeps a word if it is among the most frequent. */
static void keep(struct suggestions *s, const struct xc_term *term)
{
    size_t at = s->n;
    while (at && s->words[at - 1].documents < term->documents)
        at--;
    if (at == WORDS)
        return;
    if (s->n < WORDS)
        s->n++;
    memmove(&s->words[at + 1], &s->words[at], (s->n - 1 - at) * sizeof *s->words);
    s->words[at] = (struct suggestion){
        tv_arena_strndup(&s->arena, term->term.data, term->term.size), term->documents};
}

/* The words of the index that begin with this one. */
static bool complete(struct tv_work *work, const char *start, struct suggestions *s)
{
    struct xc_error xe = {0};
    struct xc_term term;
    struct xc_terms *terms = xc_terms_open(work->index->database, start, strlen(start), &xe);
    enum xc_code code = terms ? XC_OK : xe.code;
    for (int i = 0; i < LOOKED_AT && code == XC_OK; i++)
        if ((code = xc_terms_next(terms, &term, &xe)) == XC_OK)
            keep(s, &term);
    xc_terms_destroy(terms);
    return code == XC_OK || code == XC_END ||
           tv_fail_xapian(&work->problem->err, work->index->paths[0], &xe);
}

static void put_words(struct tv_json *j, const char *text, size_t before,
                      const struct suggestions *s)
{
    struct tv_buffer whole = {0};
    tv_json_key(j, "words");
    tv_json_array(j);
    for (size_t i = 0; i < s->n; i++) {
        tv_buffer_clear(&whole);
        tv_buffer_add(&whole, text, before);
        tv_buffer_puts(&whole, s->words[i].text);
        tv_json_object(j);
        tv_json_put_string(j, "text", whole.data);
        tv_json_put_number(j, "passages", s->words[i].documents);
        tv_json_end(j);
    }
    tv_json_end(j);
    tv_buffer_finish(&whole);
}

/* Documents */

/* Words of the question in titles, the last one as a beginning. */
static struct xc_query *title_query(const char *text, struct tv_arena *arena)
{
    struct xc_query *words[TITLE_WORDS], *all = NULL;
    const char *low = lower(arena, text, strlen(text));
    size_t size = strlen(low), n = 0;
    for (size_t i = 0, start = 0; i <= size && n < TITLE_WORDS;) {
        size_t next = i;
        int32_t c = i < size ? tv_utf8_next(low, size, &next) : ' ';
        if (!u_isalnum(c) && !(U_GET_GC_MASK(c) & U_GC_M_MASK)) {
            const char *term =
                tv_arena_printf(arena, TV_PREFIX_TITLE "%.*s", (int)(i - start), low + start);
            if (i > start)
                words[n++] = i == size
                                 ? xc_query_wildcard(term, strlen(term), WILDCARD,
                                                     XC_WILDCARD_MOST_FREQUENT, XC_OP_OR, NULL)
                                 : xc_query_term(term, strlen(term), 1, 0, NULL);
            start = next;
        }
        i = next > i ? next : size + 1;
    }
    if (n)
        all = xc_query_combine(XC_OP_AND, (const struct xc_query *const *)words, n, 0, NULL);
    for (size_t i = 0; i < n; i++)
        xc_query_destroy(words[i]);
    return all;
}

static bool put_document(struct tv_work *work, struct tv_json *j, const struct xc_str *id)
{
    struct tv_record record = {0};
    char name[TV_ID_SIZE + 1] = "";
    memcpy(name, id->data, id->size < TV_ID_SIZE ? id->size : TV_ID_SIZE);
    if (!tv_index_record(work->index, name, &record, &work->problem->err))
        return false;
    tv_json_object(j);
    tv_json_put_string(j, "id", record.doc.id);
    tv_json_put_string(j, "title", record.doc.title);
    tv_json_put_string(j, "kind", tv_kind_name(record.doc.kind));
    tv_json_put_string(j, "date", record.doc.date);
    tv_json_end(j);
    tv_record_finish(&record);
    return true;
}

static bool put_documents(struct tv_work *work, struct tv_json *j, const char *text,
                          struct tv_arena *arena)
{
    static const uint32_t slot = TV_SLOT_DOCUMENT;
    struct xc_error xe = {0};
    struct xc_query *query = title_query(text, arena);
    struct xc_search search = {.query = query,
                               .limit = DOCUMENTS,
                               .collapse = true,
                               .collapse_slot = TV_SLOT_DOCUMENT,
                               .value_slots = &slot,
                               .n_value_slots = 1};
    struct xc_result *result = xc_database_search(work->index->database, &search, &xe);
    bool ok = result || tv_fail_xapian(&work->problem->err, work->index->paths[0], &xe);
    tv_json_key(j, "documents");
    tv_json_array(j);
    for (size_t i = 0; ok && result && i < result->n_hits; i++)
        ok = put_document(work, j, &result->hits[i].values[0]);
    tv_json_end(j);
    xc_result_destroy(result);
    xc_query_destroy(query);
    return ok;
}

bool tv_api_suggest(struct tv_work *work)
{
    const struct suggest_values *v = work->values;
    struct suggestions s = {0};
    struct tv_json j = {.out = &work->reply->body};
    size_t before = last_word(v->text);
    const char *start = lower(&s.arena, v->text + before, strlen(v->text + before));
    bool ok = !*start || complete(work, start, &s);
    work->reply->type = TV_TYPE_JSON;
    tv_json_object(&j);
    tv_json_put_string(&j, "query", v->text);
    put_words(&j, v->text, before, &s);
    ok = ok && put_documents(work, &j, v->text, &s.arena);
    if (ok)
        tv_json_end(&j);
    tv_arena_finish(&s.arena);
    return ok;
}
