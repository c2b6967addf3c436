/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document symbols (facts.h): of the United Nations, the Council of Europe and the European Union.
 *
 * Where a capital letter begins a word, the next characters are brought into plain ASCII
 * (full-width forms, Arabic digits, no marks of direction) in a buffer of fixed size, and each kind
 * of symbol is tried on it. So the time is linear in the length of the text. */
#include "facts.h"

#include "corpus/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

enum { WINDOW = 96, SYMBOL_MAX = 120 };

/* How a symbol may be written. */
enum mode {
    IN_TEXT,  /* as it is printed */
    IN_NAME,  /* in a file's name: '_' for '/', and nothing needs to be said twice */
    BY_ITSELF /* in a query: any case */
};

struct reader {
    const char *s; /* NUL-terminated ASCII */
    enum mode mode;
};

struct symbol {
    char text[SYMBOL_MAX];
    size_t size;
};

static void put(struct symbol *out, const char *s, size_t n)
{
    if (out->size + n >= SYMBOL_MAX)
        n = SYMBOL_MAX - 1 - out->size;
    memcpy(out->text + out->size, s, n);
    out->size += n;
    out->text[out->size] = '\0';
}

static size_t count_digits(const char *s)
{
    size_t n = 0;
    while (isdigit((unsigned char)s[n]))
        n++;
    return n;
}

static const char *skip_spaces(const char *s)
{
    while (*s == ' ')
        s++;
    return s;
}

/* United Nations: "A/AC.291/22/Rev.3", "S/RES/2551 (2020)". */

/* Organs and bodies that begin symbols (UN document symbols, research.un.org). */
static const char bodies[][7] = {
    "A",     "BWC", "CAC", "CAT",  "CCPR", "CCW", "CD",    "CED", "CEDAW", "CERD",
    "CLCS",  "CMW", "CRC", "CRPD", "CTOC", "DC",  "DP",    "E",   "ECE",   "FCCC",
    "GC",    "HRI", "HSP", "IDB",  "ISBA", "LC",  "NPT",   "PC",  "S",     "SPT",
    "SPLOS", "ST",  "T",   "TD",   "UNEP", "UNW", "UNODC",
};

/* Parts that are not written in capitals. */
static const char mixed[][8] = {"Rev", "Add", "Corr", "Amend", "Summary", "Res", "Dec"};

static size_t body_size(const struct reader *r)
{
    size_t n = 0;
    while (isalpha((unsigned char)r->s[n]))
        n++;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (strlen(bodies[i]) == n && !strncasecmp(bodies[i], r->s, n))
            return n;
    return 0;
}

static bool is_separator(const struct reader *r, const char *s)
{
    if (*s == '/')
        return true;
    if (r->mode != IN_NAME)
        return false;
    return *s == '_' ||
           (*s == '-' && s >= r->s + 4 && count_digits(s - 4) == 4 && count_digits(s + 1) > 0);
}

/* One part: "22", "AC.291", "Rev.3", "L.3", "8775th" is none. Its size. */
static size_t part_size(const struct reader *r, const char *s)
{
    size_t n = 0;
    bool any_case = r->mode == BY_ITSELF;
    for (size_t i = 0; i < sizeof mixed / sizeof *mixed; i++) {
        size_t size = strlen(mixed[i]);
        if (!strncasecmp(s, mixed[i], size) && !islower((unsigned char)s[size]))
            n = size;
    }
    while (isdigit((unsigned char)s[n]) || isupper((unsigned char)s[n]) || s[n] == '.' ||
           (any_case && isalpha((unsigned char)s[n])))
        n++;
    while (n > 0 && s[n - 1] == '.')
        n--;
    if (n > 0 && islower((unsigned char)s[n]))
        return 0;
    return n <= 20 ? n : 0;
}

/* A part in its usual case. */
static void put_part(struct symbol *out, const char *s, size_t n)
{
    char part[24] = "";
    size_t letters = 0;
    for (size_t i = 0; i < n; i++)
        part[i] = (char)toupper((unsigned char)s[i]);
    while (isalpha((unsigned char)part[letters]))
        letters++;
    for (size_t i = 0; i < sizeof mixed / sizeof *mixed - 2; i++)
        if (letters == strlen(mixed[i]) && !strncasecmp(part, mixed[i], letters))
            memcpy(part, mixed[i], letters);
    put(out, part, n);
}

/* Behind a resolution: "(2020)", "(XXI)", "A (III)", "(S-VI)"; written with one space. */
static void put_session(struct symbol *out, const char *s)
{
    const char *at = skip_spaces(s);
    const char *section = isupper((unsigned char)*at) && *skip_spaces(at + 1) == '(' ? at : NULL;
    if (section)
        at = skip_spaces(at + 1);
    if (*at++ != '(')
        return;
    size_t n = strspn(at, "IVXLCES-");
    if (count_digits(at) == 4)
        n = 4;
    if (!n || n > 10 || at[n] != ')')
        return;
    if (section) {
        put(out, " ", 1);
        put(out, section, 1);
    }
    put(out, " ", 1);
    put(out, at - 1, n + 2);
}

/* What ends a symbol in a file's name: the letter of a language ("A_77_150_E"), or the number of a
 * print job ("S_RES_2650_2221218E"). */
static bool is_suffix(const struct reader *r, const char *s, size_t n)
{
    if (r->mode != IN_NAME)
        return false;
    if (count_digits(s) >= 6)
        return true;
    bool letters = (n == 1 && strchr("ACEFRS", *s)) ||
                   (n == 2 && isalpha((unsigned char)s[0]) && isalpha((unsigned char)s[1]));
    return letters && !is_separator(r, s + n);
}

/* Whether a date in figures stands at s, as in "E_2012-12-07.pdf". */
static bool is_date(const char *s)
{
    unsigned year, month, day;
    char between, again;
    return count_digits(s) == 4 &&
           sscanf(s, "%4u%c%2u%c%2u", &year, &between, &month, &again, &day) == 5 &&
           strchr("-_.", between) && again == between && year >= 1900 && year <= 2100 &&
           month >= 1 && month <= 12 && day >= 1 && day <= 31 && s[7] == between &&
           count_digits(s + 8) == 2;
}

static bool is_word(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && !strncasecmp(s, word, n);
}

static bool un_symbol(const struct reader *r, struct symbol *out)
{
    size_t n = body_size(r), digits = 0, parts = 0;
    bool resolution = false;
    if (!n)
        return false;
    put_part(out, r->s, n);
    const char *s = r->s + n;
    if (r->mode == IN_NAME && is_separator(r, s) && is_date(s + 1))
        return false;
    while (is_separator(r, s) && (n = part_size(r, s + 1)) > 0 && !is_suffix(r, s + 1, n)) {
        put(out, "/", 1);
        put_part(out, s + 1, n);
        resolution |= is_word(s + 1, n, "RES") || is_word(s + 1, n, "DEC");
        for (size_t i = 1; i <= n; i++)
            digits += isdigit((unsigned char)s[i]) != 0;
        parts++;
        s += n + 1;
    }
    if (resolution && isdigit((unsigned char)s[-1]))
        put_session(out, s);
    return digits >= (parts > 1 ? 1 : 2) && (parts > 1 || r->mode != IN_NAME);
}

/* Council of Europe: "CETS No. 185", in French "STCE n° 185", in German "SEV Nr. 185". */
static bool treaty_series(const struct reader *r, struct symbol *out)
{
    static const struct {
        const char *name, *series;
    } all[] = {{"CETS", "CETS"}, {"STCE", "CETS"}, {"ETS", "ETS"}, {"STE", "ETS"}, {"SEV", "ETS"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i].name);
        if (strncmp(r->s, all[i].name, n) != 0 || isalnum((unsigned char)r->s[n]))
            continue;
        const char *s = r->s + n + strspn(r->s + n, r->mode == IN_NAME ? " -_" : " -");
        size_t sign = strspn(s, "NnoOr.*#");
        if (!sign && i > 1 && r->mode == IN_TEXT)
            return false;
        s += sign + strspn(s + sign, " ");
        size_t digits = count_digits(s);
        if (!digits || digits > 3)
            return false;
        put(out, all[i].series, strlen(all[i].series));
        put(out, " No. ", 5);
        const char *plain = s + strspn(s, "0");
        put(out, plain, digits - (size_t)(plain - s));
        return plain - s < (ptrdiff_t)digits;
    }
    return false;
}

/* European Union: "COM(2022) 209", "COM/2022/0209", "JOIN(2020) 18". */
static bool commission_document(const struct reader *r, struct symbol *out)
{
    static const char series[][5] = {"COM", "SWD", "SEC", "JOIN"};
    for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
        size_t n = strlen(series[i]);
        if (strncmp(r->s, series[i], n) != 0)
            continue;
        const char *year = r->s + n + strspn(r->s + n, " (/_");
        if (year == r->s + n || count_digits(year) != 4)
            return false;
        const char *number = year + 4 + strspn(year + 4, " )/_");
        size_t zeros = strspn(number, "0"), digits = count_digits(number + zeros);
        if (number == year + 4 || !digits || zeros + digits > 4)
            return false;
        char text[32];
        int size = snprintf(text, sizeof text, "%s(%.4s) %.*s", series[i], year, (int)digits,
                            number + zeros);
        put(out, text, (size_t)size);
        return true;
    }
    return false;
}

/* "Directive 2013/40/EU", "Regulation (EU) 2016/679", "Regulation (EC) No 45/2001", and their
 * names in other languages. */

struct act {
    char name[16], english[19];
};

static const struct act acts[] = {
    {"Directive", "Directive"},   {"Richtlinie", "Directive"},
    {"Directiva", "Directive"},   {"Regulation", "Regulation"},
    {"Verordnung", "Regulation"}, {"Reglamento", "Regulation"},
    {"Reglement", "Regulation"},  {"Decision", "Decision"},
    {"Beschluss", "Decision"},    {"Rahmenbeschluss", "Framework Decision"},
};

static const char *english_union(const char *s, size_t n)
{
    static const char names[][2][5] = {{"EU", "EU"},   {"UE", "EU"},   {"EC", "EC"},
                                       {"CE", "EC"},   {"EG", "EC"},   {"EEC", "EEC"},
                                       {"CEE", "EEC"}, {"EWG", "EEC"}, {"JHA", "JHA"},
                                       {"JAI", "JHA"}, {"JI", "JHA"},  {"CFSP", "CFSP"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i][0]) == n && !memcmp(names[i][0], s, n))
            return names[i][1];
    return NULL;
}

static size_t count_capitals(const char *s)
{
    size_t n = 0;
    while (isupper((unsigned char)s[n]))
        n++;
    return n;
}

/* "2013/40/EU" */
static bool number_then_union(const char *s, const char *english, struct symbol *out)
{
    size_t a = count_digits(s), b, u;
    if ((a != 2 && a != 4) || s[a] != '/')
        return false;
    b = count_digits(s + a + 1);
    const char *name = s + a + 1 + b;
    if (!b || b > 4 || *name++ != '/')
        return false;
    u = count_capitals(name);
    const char *code = english_union(name, u);
    if (!code)
        return false;
    put(out, english, strlen(english));
    put(out, " ", 1);
    put(out, s, a + b + 2);
    put(out, code, strlen(code));
    return true;
}

/* "(EU) 2016/679", "(EC) No 45/2001" */
static bool union_then_number(const char *s, const char *english, struct symbol *out)
{
    if (*s++ != '(')
        return false;
    size_t u = count_capitals(s);
    const char *code = english_union(s, u);
    if (!code || s[u] != ')')
        return false;
    s = skip_spaces(s + u + 1);
    size_t sign = strspn(s, "NnoOr.*");
    s = skip_spaces(s + sign);
    size_t a = count_digits(s), b = s[a] == '/' ? count_digits(s + a + 1) : 0;
    if (!a || !b || a > 4 || b > 4)
        return false;
    char text[48];
    int size = snprintf(text, sizeof text, "%s (%s) %s%.*s", english, code, sign ? "No " : "",
                        (int)(a + 1 + b), s);
    put(out, text, (size_t)size);
    return true;
}

static bool union_act(const struct reader *r, struct symbol *out)
{
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        size_t n = strlen(acts[i].name);
        if (strncasecmp(r->s, acts[i].name, n) != 0 || r->s[n] != ' ')
            continue;
        const char *s = skip_spaces(r->s + n);
        return number_then_union(s, acts[i].english, out) ||
               union_then_number(s, acts[i].english, out);
    }
    return false;
}

/* Text into plain ASCII. */

static int32_t plain(int32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        return c - 0xfee0;
    if (c >= 0x80 && u_charDigitValue(c) >= 0)
        return '0' + u_charDigitValue(c);
    switch (c) {
    case 0xa0:
    case 0x202f:
    case 0x3000:
    case '\n':
        return ' ';
    case 0x2215:
    case 0x2044:
        return '/';
    case 0xb0:
    case 0xba:
        return '*'; /* of "n°" */
    case 0xe9:
    case 0xe8:
        return 'e'; /* of "Décision", "Règlement" */
    case 0x2010:
    case 0x2011:
    case 0x2013:
        return '-';
    default:
        return c < 0x80 ? c : '?';
    }
}

static bool is_invisible(int32_t c)
{
    return c == 0xad || c == 0xfeff || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0x61c;
}

static void to_ascii(const char *s, size_t n, char ret_ascii[WINDOW])
{
    size_t size = 0;
    for (size_t i = 0; i < n && size + 1 < WINDOW;) {
        int32_t c = tv_utf8_next(s, n, &i);
        if (!is_invisible(c))
            ret_ascii[size++] = (char)plain(c);
    }
    ret_ascii[size] = '\0';
}

static bool read_symbol(const char *s, size_t n, enum mode mode, struct symbol *out)
{
    typedef bool kind(const struct reader *r, struct symbol *out);
    static kind *const kinds[] = {un_symbol, treaty_series, commission_document, union_act};
    char ascii[WINDOW] = {0};
    to_ascii(s, n < 4 * WINDOW ? n : 4 * WINDOW, ascii);
    struct reader r = {.s = ascii, .mode = mode};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        *out = (struct symbol){0};
        if (kinds[i](&r, out))
            return true;
    }
    return false;
}

/* Letters with which a symbol begins: a capital; the names of acts in lower case also, in French
 * and Spanish. */
static bool can_begin(int32_t c, int32_t before)
{
    c = plain(c);
    if (u_isalnum(before) && before < 0x250)
        return false;
    return before != '/' && before != '_' && before != '.' &&
           ((c >= 'A' && c <= 'Z') || c == 'd' || c == 'r');
}

static char *find(struct tv_arena *arena, const char *s, size_t n, enum mode mode)
{
    int32_t before = ' ';
    struct symbol symbol;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int32_t c = tv_utf8_next(s, n, &i);
        if (is_invisible(c))
            continue;
        if (can_begin(c, before) && read_symbol(s + at, n - at, mode, &symbol))
            return tv_arena_strndup(arena, symbol.text, symbol.size);
        before = c;
    }
    return NULL;
}

const char *tv_symbol_in(struct tv_arena *arena, const char *text)
{
    return find(arena, text, strlen(text), IN_TEXT);
}

const char *tv_symbol_in_name(struct tv_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return find(arena, name, strlen(name), IN_NAME);
}

const char *tv_symbol_of(struct tv_arena *arena, const char *text)
{
    struct symbol symbol;
    while (*text == ' ')
        text++;
    if (!read_symbol(text, strnlen(text, 4 * WINDOW), BY_ITSELF, &symbol))
        return NULL;
    return tv_arena_strndup(arena, symbol.text, symbol.size);
}
