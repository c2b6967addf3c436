#include "tokens.h"
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>
struct tv_tokenizer {
    struct xc_termgenerator *g[40];
    const char *s[40];
    int n;
    struct xc_document *d;
};
void tv_token_list_clear(struct tv_token_list *l)
{
    l->n = 0;
    tv_arena_reset(&l->arena);
}
void tv_token_list_finish(struct tv_token_list *l)
{
    free(l->tokens);
    tv_arena_finish(&l->arena);
    *l = (struct tv_token_list){0};
}
struct tv_tokenizer *tv_tokenizer_create(void)
{
    struct tv_tokenizer *t = tv_alloc(sizeof *t);
    t->d = xc_document_create(NULL);
    return t;
}
void tv_tokenizer_destroy(struct tv_tokenizer *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n; i++)
        xc_termgenerator_destroy(t->g[i]);
    xc_document_destroy(t->d);
    free(t);
}
void tv_tokenize(struct tv_tokenizer *t, const char *text, size_t n, const char *stemmer,
                 const char *prefix, uint32_t *position, struct tv_token_list *list)
{
    int i = 0;
    while (i < t->n && strcmp(t->s[i], stemmer))
        i++;
    if (i == t->n) {
        struct xc_termgenerator_options o = {.language = stemmer, .ngrams = true};
        t->g[i] = xc_termgenerator_create(&o, NULL);
        t->s[i] = stemmer;
        t->n++;
    }
    xc_document_clear(t->d, NULL);
    xc_termgenerator_begin(t->g[i], t->d, NULL);
    xc_termgenerator_set_position(t->g[i], *position, NULL);
    xc_termgenerator_text(t->g[i], text, n, prefix, strlen(prefix), 1, NULL);
    xc_termgenerator_position(t->g[i], position, NULL);
    const struct xc_term *terms;
    size_t m;
    xc_document_terms(t->d, &terms, &m, NULL);
    for (size_t k = 0; k < m; k++) {
        uint32_t w = terms[k].wdf;
        char *c = tv_arena_strndup(&list->arena, terms[k].term.data, terms[k].term.size);
        for (uint32_t j = 0; j < w; j++) {
            TV_GROW(list->tokens, list->n, list->capacity);
            list->tokens[list->n++] =
                (struct tv_token){c, (uint32_t)terms[k].term.size,
                                  j < terms[k].n_positions ? terms[k].positions[j] : 0};
        }
    }
}
