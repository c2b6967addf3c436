/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Kinds of documents by what their titles call them (kinds.h). */
#include "kinds.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

enum role { NAME, POLICY, BODY };

/* Folded (fold.h): no accents, no hamza, й is и. What is here is the beginning of a word of the text,
 * but in Arabic and Chinese, and where '~' says that compounds end in it ("Sicherheitsstrategie"). */
static const struct {
    const char *word;
    enum tv_kind kind;
    enum role role;
} words[] = {
    {"draft", TV_KIND_DRAFT, NAME},
    {"projet", TV_KIND_DRAFT, NAME},
    {"proyecto", TV_KIND_DRAFT, NAME},
    {"проект", TV_KIND_DRAFT, NAME},
    {"مشروع", TV_KIND_DRAFT, NAME},
    {"草案", TV_KIND_DRAFT, NAME},
    {"~entwurf", TV_KIND_DRAFT, NAME},
    {"negotiating text", TV_KIND_DRAFT, NAME},
    {"statement", TV_KIND_POSITION, NAME},
    {"comments", TV_KIND_POSITION, NAME},
    {"proposal", TV_KIND_POSITION, NAME},
    {"position", TV_KIND_POSITION, NAME},
    {"submission", TV_KIND_POSITION, NAME},
    {"contribution", TV_KIND_POSITION, NAME},
    {"working paper", TV_KIND_POSITION, NAME},
    {"amendment", TV_KIND_POSITION, NAME},
    {"open letter", TV_KIND_POSITION, NAME},
    {"note verbale", TV_KIND_POSITION, NAME},
    {"nota verbal", TV_KIND_POSITION, NAME},
    {"verbalnote", TV_KIND_POSITION, NAME},
    {"вербальная нота", TV_KIND_POSITION, NAME},
    {"مذكره شفويه", TV_KIND_POSITION, NAME},
    {"普通照会", TV_KIND_POSITION, NAME},
    {"lettre ouverte", TV_KIND_POSITION, NAME},
    {"carta abierta", TV_KIND_POSITION, NAME},
    {"offener brief", TV_KIND_POSITION, NAME},
    {"открытое письмо", TV_KIND_POSITION, NAME},
    {"رساله مفتوحه", TV_KIND_POSITION, NAME},
    {"公开信", TV_KIND_POSITION, NAME},
    {"observations", TV_KIND_POSITION, NAME},
    {"observaciones", TV_KIND_POSITION, NAME},
    {"commentaires", TV_KIND_POSITION, NAME},
    {"comentarios", TV_KIND_POSITION, NAME},
    {"proposition", TV_KIND_POSITION, NAME},
    {"propuesta", TV_KIND_POSITION, NAME},
    {"declaration de", TV_KIND_POSITION, NAME},
    {"declaration du", TV_KIND_POSITION, NAME},
    {"declaration", TV_KIND_COUNT, NAME},
    {"intervencion", TV_KIND_POSITION, NAME},
    {"intervention d", TV_KIND_POSITION, NAME},
    {"declaracion de la delegacion", TV_KIND_POSITION, NAME},
    {"declaracion", TV_KIND_COUNT, NAME},
    {"выступление", TV_KIND_POSITION, NAME},
    {"заявление", TV_KIND_POSITION, NAME},
    {"замечания", TV_KIND_POSITION, NAME},
    {"предложени", TV_KIND_POSITION, NAME},
    {"بيان ", TV_KIND_POSITION, NAME},
    {"تعليقات", TV_KIND_POSITION, NAME},
    {"مقترح", TV_KIND_POSITION, NAME},
    {"stellungnahme", TV_KIND_POSITION, NAME},
    {"erklarung der", TV_KIND_POSITION, NAME},
    {"~erklarung", TV_KIND_COUNT, NAME},
    {"~vorschlag", TV_KIND_POSITION, NAME},
    {"发言", TV_KIND_POSITION, NAME},
    {"声明", TV_KIND_POSITION, NAME},
    {"提案", TV_KIND_POSITION, NAME},
    {"strategy", TV_KIND_POSITION, POLICY},
    {"strategies", TV_KIND_POSITION, POLICY},
    {"~strategie", TV_KIND_POSITION, POLICY},
    {"estrategia", TV_KIND_POSITION, POLICY},
    {"estrategic", TV_KIND_POSITION, POLICY},
    {"strategic framework", TV_KIND_POSITION, POLICY},
    {"strategia", TV_KIND_POSITION, POLICY},  /* fi, hu, it, pl, sk */
    {"strategija", TV_KIND_POSITION, POLICY}, /* bs, hr, lt, sl, sr */
    {"strategji", TV_KIND_POSITION, POLICY},  /* sq */
    {"strategiya", TV_KIND_POSITION, POLICY}, /* az, uz */
    {"strategi ", TV_KIND_POSITION, POLICY},  /* da, id, no, sv */
    {"strateji ", TV_KIND_POSITION, POLICY},  /* tr */
    {"стратегия", TV_KIND_POSITION, POLICY},  /* bg, kk, ru */
    {"стратегиј", TV_KIND_POSITION, POLICY},  /* mk, sr */
    {"стратегія", TV_KIND_POSITION, POLICY},  /* uk */
    {"доктрина", TV_KIND_POSITION, POLICY},
    {"استراتيجيه", TV_KIND_POSITION, POLICY},
    {"战略", TV_KIND_POSITION, POLICY},
    {"policy", TV_KIND_POSITION, POLICY},
    {"policies", TV_KIND_POSITION, POLICY},
    {"politique nationale", TV_KIND_POSITION, POLICY},
    {"politica nacional", TV_KIND_POSITION, POLICY},
    {"doctrine", TV_KIND_POSITION, POLICY},
    {"masterplan", TV_KIND_POSITION, POLICY},
    {"roadmap", TV_KIND_POSITION, POLICY},
    {"plan ", TV_KIND_POSITION, POLICY},
    {"program ", TV_KIND_POSITION, POLICY},
    {"programme ", TV_KIND_POSITION, POLICY},
    {"framework", TV_KIND_COUNT, POLICY},
    {"guidelines", TV_KIND_COUNT, POLICY},
    {"explanatory", TV_KIND_COUNT, NAME},
    {"constitution", TV_KIND_COUNT, NAME},
    {"report", TV_KIND_RECORD, NAME},
    {"note by", TV_KIND_RECORD, NAME},
    {"note du", TV_KIND_RECORD, NAME},
    {"note de", TV_KIND_RECORD, NAME},
    {"nota de", TV_KIND_RECORD, NAME},
    {"записка", TV_KIND_RECORD, NAME},
    {"مذكره", TV_KIND_RECORD, NAME},
    {"说明", TV_KIND_RECORD, NAME},
    {"letter", TV_KIND_RECORD, NAME},
    {"lettre ", TV_KIND_RECORD, NAME},
    {"carta ", TV_KIND_RECORD, NAME},
    {"письмо", TV_KIND_RECORD, NAME},
    {"رساله", TV_KIND_RECORD, NAME},
    {"decision", TV_KIND_RECORD, NAME},
    {"решение", TV_KIND_RECORD, NAME},
    {"决定", TV_KIND_RECORD, NAME},
    {"قرار", TV_KIND_RECORD, NAME},
    {"resolution", TV_KIND_RECORD, NAME},
    {"resolucion", TV_KIND_RECORD, NAME},
    {"резолюция", TV_KIND_RECORD, NAME},
    {"决议", TV_KIND_RECORD, NAME},
    {"rapport", TV_KIND_RECORD, NAME},
    {"informe", TV_KIND_RECORD, NAME},
    {"доклад", TV_KIND_RECORD, NAME},
    {"تقرير", TV_KIND_RECORD, NAME},
    {"报告", TV_KIND_RECORD, NAME},
    {"~bericht", TV_KIND_RECORD, NAME},
    {"minutes", TV_KIND_RECORD, NAME},
    {"summary record", TV_KIND_RECORD, NAME},
    {"convention", TV_KIND_TREATY, NAME},
    {"treaty", TV_KIND_TREATY, NAME},
    {"protocol", TV_KIND_TREATY, NAME},
    {"agreement", TV_KIND_TREATY, NAME},
    {"covenant", TV_KIND_TREATY, NAME},
    {"statute", TV_KIND_TREATY, NAME},
    {"charter", TV_KIND_TREATY, NAME},
    {"traite", TV_KIND_TREATY, NAME},
    {"accord ", TV_KIND_TREATY, NAME},
    {"pacte ", TV_KIND_TREATY, NAME},
    {"convenio", TV_KIND_TREATY, NAME},
    {"convencion", TV_KIND_TREATY, NAME},
    {"tratado", TV_KIND_TREATY, NAME},
    {"acuerdo", TV_KIND_TREATY, NAME},
    {"конвенц", TV_KIND_TREATY, NAME},
    {"договор", TV_KIND_TREATY, NAME},
    {"протокол", TV_KIND_TREATY, NAME},
    {"соглашени", TV_KIND_TREATY, NAME},
    {"اتفاقيه", TV_KIND_TREATY, NAME},
    {"معاهده", TV_KIND_TREATY, NAME},
    {"بروتوكول", TV_KIND_TREATY, NAME},
    {"公约", TV_KIND_TREATY, NAME},
    {"条约", TV_KIND_TREATY, NAME},
    {"协定", TV_KIND_TREATY, NAME},
    {"议定书", TV_KIND_TREATY, NAME},
    {"~verdrag", TV_KIND_TREATY, NAME},
    {"~overeenkomst", TV_KIND_TREATY, NAME},
    {"~ubereinkommen", TV_KIND_TREATY, NAME},
    {"~vertrag", TV_KIND_TREATY, NAME},
    {"~abkommen", TV_KIND_TREATY, NAME},
    {"committee", TV_KIND_COUNT, BODY},
    {"commission", TV_KIND_COUNT, BODY},
    {"conference of", TV_KIND_COUNT, BODY},
    {"general assembly", TV_KIND_COUNT, BODY},
    {"security council", TV_KIND_COUNT, BODY},
    {"working group", TV_KIND_COUNT, BODY},
    {"session", TV_KIND_COUNT, BODY},
    {"agenda item", TV_KIND_COUNT, BODY},
    {"item ", TV_KIND_COUNT, BODY},
    {"meeting", TV_KIND_COUNT, BODY},
    {"ministry", TV_KIND_COUNT, BODY},
    {"department", TV_KIND_COUNT, BODY},
    {"division", TV_KIND_COUNT, BODY},
    {"directorate", TV_KIND_COUNT, BODY},
    {"council", TV_KIND_COUNT, BODY},
    {"comite", TV_KIND_COUNT, BODY},
    {"comision", TV_KIND_COUNT, BODY},
    {"ausschuss", TV_KIND_COUNT, BODY},
    {"sitzung", TV_KIND_COUNT, BODY},
    {"periodo de sesiones", TV_KIND_COUNT, BODY},
    {"комитет", TV_KIND_COUNT, BODY},
    {"сессия", TV_KIND_COUNT, BODY},
    {"لجنه", TV_KIND_COUNT, BODY},
    {"الدوره", TV_KIND_COUNT, BODY},
    {"委员会", TV_KIND_COUNT, BODY},
    {"届会议", TV_KIND_COUNT, BODY},
};

void tv_fold_text(const char *text, size_t n, struct tv_buffer *out)
{
    tv_buffer_clear(out);
    bool gap = false;
    for (size_t i = 0; i < n;) {
        char bytes[TV_FOLD_MAX];
        size_t m = tv_fold_char(bytes, tv_utf8_next(text, n, &i));
        if (m == 1 && *bytes == ' ') {
            gap = out->size > 0;
            continue;
        }
        if (gap && m) {
            tv_buffer_putc(out, ' ');
            gap = false;
        }
        tv_buffer_add(out, bytes, m);
    }
    tv_buffer_add(out, "", 0);
}

/* The word's first place in the folded text where it may stand; NULL if there is none. */
static const char *find(const char *folded, const char *word)
{
    bool within = *word == '~' || (unsigned char)*word >= 0xD8;
    word += *word == '~';
    for (const char *at = folded; (at = strstr(at, word)); at++)
        if (within || at == folded || at[-1] == ' ')
            return at;
    return NULL;
}

static size_t end_of_word(const char *folded, const char *at)
{
    return (size_t)(at - folded) + strcspn(at, " ");
}

struct tv_named_kind tv_kind_in_title(const char *title)
{
    struct tv_named_kind found = {.kind = TV_KIND_COUNT};
    struct tv_buffer b = {0};
    tv_fold_text(title ? title : "", title ? strlen(title) : 0, &b);
    tv_buffer_putc(&b, ' '); /* so that a whole word can be asked for */
    const char *folded = b.data, *best = NULL;
    enum role role = NAME;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = find(folded, words[i].word);
        if (!at)
            continue;
        /* earlier words first; within one word the last; of two at one place the listed first */
        bool same = best && end_of_word(folded, at) == end_of_word(folded, best);
        if (best && (same ? at <= best : at > best))
            continue;
        best = at;
        role = words[i].role;
        found.kind = words[i].kind;
    }
    if (best) {
        found.body = role == BODY;
        found.named = !found.body;
        found.first = found.named && best == folded;
        found.policy = role == POLICY;
    }
    tv_buffer_finish(&b);
    return found;
}

bool tv_is_contents_heading(const char *text, size_t size)
{
    static const char *const names[] = {
        "contents",
        "table of contents",
        "index",
        "sommaire",
        "índice",
        "table des matières",
        "indice",
        "contenido",
        "inhalt",
        "содержание",
        "inhaltsverzeichnis",
        "оглавление",
        "المحتويات",
        "目录",
        "목차",
        "list of contents",
        "inhoudsopgave",
        "spis treści",
        "tabla de contenido",
        "cuprins",
    };
    char lower[64];
    size_t n = 0;
    while (size && strchr(":. ", text[size - 1]))
        size--;
    /* said twice, as a picture over its shadow has it */
    if (size % 2 && text[size / 2] == ' ' && memcmp(text, text + size / 2 + 1, size / 2) == 0)
        size /= 2;
    if (size > 40)
        return false;
    for (size_t i = 0; i < size;)
        n += tv_utf8_put(lower + n, u_tolower(tv_utf8_next(text, size, &i)));
    lower[n] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(lower, names[i]) == 0)
            return true;
    return false;
}
