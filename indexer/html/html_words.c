/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words for the parts of pages (html_words.h). The table of words is sorted, for bsearch. */
#include "html_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    LONGEST_WORD = 24,
    MOST_WORDS_OF_ID = 3, /* more are a heading's text, made an id for links to it */
};

/* word, marks; sorted */
static const struct word {
    const char *word;
    uint32_t marks;
} words[] = {
    {"abo", HTML_DUBIOUS},
    {"about", HTML_DUBIOUS},
    {"abstract", HTML_CONTENT},
    {"actions", HTML_DUBIOUS},
    {"ad", HTML_FURNITURE},
    {"addthis", HTML_FURNITURE},
    {"addtoany", HTML_FURNITURE},
    {"ads", HTML_FURNITURE},
    {"adsbygoogle", HTML_FURNITURE},
    {"adsense", HTML_FURNITURE},
    {"advert", HTML_FURNITURE},
    {"advertisement", HTML_FURNITURE},
    {"advertising", HTML_FURNITURE},
    {"agegate", HTML_FURNITURE},
    {"also", HTML_DUBIOUS},
    {"antetitulo", HTML_KICKER},
    {"anzeige", HTML_FURNITURE},
    {"article", HTML_CONTENT},
    {"articlebody", HTML_CONTENT},
    {"articlecontent", HTML_CONTENT},
    {"articletext", HTML_CONTENT},
    {"artikel", HTML_CONTENT},
    {"aside", HTML_DUBIOUS},
    {"author", HTML_BYLINE | HTML_DUBIOUS},
    {"authorbox", HTML_FURNITURE},
    {"authors", HTML_BYLINE | HTML_DUBIOUS},
    {"autor", HTML_BYLINE | HTML_DUBIOUS},
    {"banner", HTML_DUBIOUS},
    {"beitrag", HTML_CONTENT},
    {"bio", HTML_DUBIOUS},
    {"bloglist", HTML_DUBIOUS},
    {"body", HTML_CONTENT},
    {"bodytext", HTML_CONTENT},
    {"bottom", HTML_DUBIOUS},
    {"box", HTML_DUBIOUS},
    {"breadcrumb", HTML_FURNITURE},
    {"breadcrumbs", HTML_FURNITURE},
    {"button", HTML_DUBIOUS},
    {"buttons", HTML_DUBIOUS},
    {"byline", HTML_BYLINE | HTML_DUBIOUS},
    {"calendar", HTML_DUBIOUS},
    {"caption", HTML_CAPTION},
    {"captions", HTML_CAPTION},
    {"card", HTML_DUBIOUS},
    {"cards", HTML_DUBIOUS},
    {"carousel", HTML_DUBIOUS},
    {"categories", HTML_DUBIOUS},
    {"category", HTML_DUBIOUS},
    {"catlinks", HTML_FURNITURE},
    {"comment", HTML_COMMENTS},
    {"commentlist", HTML_COMMENTS},
    {"comments", HTML_COMMENTS},
    {"consent", HTML_FURNITURE},
    {"contact", HTML_DUBIOUS},
    {"content", HTML_CONTENT},
    {"cookie", HTML_FURNITURE},
    {"cookies", HTML_FURNITURE},
    {"copyright", HTML_FURNITURE},
    {"credit", HTML_CAPTION},
    {"credits", HTML_CAPTION},
    {"cta", HTML_DUBIOUS},
    {"dachzeile", HTML_KICKER},
    {"date", HTML_DATELINE},
    {"dateline", HTML_DATELINE},
    {"datetime", HTML_DATELINE},
    {"datum", HTML_DATELINE},
    {"disclaimer", HTML_DUBIOUS},
    {"disqus", HTML_COMMENTS},
    {"donate", HTML_DUBIOUS},
    {"dropdown", HTML_DUBIOUS},
    {"editsection", HTML_FURNITURE},
    {"empfehlungen", HTML_FURNITURE},
    {"entry", HTML_CONTENT},
    {"entrytext", HTML_CONTENT},
    {"extra", HTML_DUBIOUS},
    {"eyebrow", HTML_KICKER},
    {"facebook", HTML_DUBIOUS},
    {"figcaption", HTML_CAPTION},
    {"flattr", HTML_FURNITURE},
    {"follow", HTML_DUBIOUS},
    {"foot", HTML_DUBIOUS},
    {"footer", HTML_FURNITURE},
    {"footnav", HTML_FURNITURE},
    {"fusszeile", HTML_FURNITURE},
    {"gdpr", HTML_FURNITURE},
    {"header", HTML_DUBIOUS},
    {"hentry", HTML_CONTENT},
    {"infobox", HTML_FURNITURE},
    {"jetpack", HTML_DUBIOUS},
    {"kicker", HTML_KICKER},
    {"kommentar", HTML_COMMENTS},
    {"kommentare", HTML_COMMENTS},
    {"language", HTML_DUBIOUS},
    {"languages", HTML_DUBIOUS},
    {"legal", HTML_DUBIOUS},
    {"links", HTML_DUBIOUS},
    {"login", HTML_FURNITURE},
    {"logo", HTML_DUBIOUS},
    {"main", HTML_CONTENT},
    {"maincontent", HTML_CONTENT},
    {"marginalia", HTML_DUBIOUS},
    {"masthead", HTML_FURNITURE},
    {"menu", HTML_FURNITURE},
    {"menus", HTML_FURNITURE},
    {"meta", HTML_DUBIOUS},
    {"metadata", HTML_DUBIOUS},
    {"modal", HTML_FURNITURE},
    {"more", HTML_DUBIOUS},
    {"mostread", HTML_FURNITURE},
    {"nav", HTML_FURNITURE},
    {"navbar", HTML_FURNITURE},
    {"navbox", HTML_FURNITURE},
    {"navi", HTML_FURNITURE},
    {"navigation", HTML_FURNITURE},
    {"newsletter", HTML_FURNITURE},
    {"nextprev", HTML_FURNITURE},
    {"noprint", HTML_FURNITURE},
    {"offscreen", HTML_INVISIBLE},
    {"outbrain", HTML_FURNITURE},
    {"overlay", HTML_FURNITURE},
    {"overline", HTML_KICKER},
    {"overtitle", HTML_KICKER},
    {"pager", HTML_FURNITURE},
    {"pagination", HTML_FURNITURE},
    {"partner", HTML_DUBIOUS},
    {"paywall", HTML_DUBIOUS},
    {"pinterest", HTML_DUBIOUS},
    {"popular", HTML_FURNITURE},
    {"popup", HTML_FURNITURE},
    {"post", HTML_CONTENT},
    {"postbody", HTML_CONTENT},
    {"posted", HTML_DATELINE | HTML_DUBIOUS},
    {"postmeta", HTML_DUBIOUS},
    {"posttext", HTML_CONTENT},
    {"pretitle", HTML_KICKER},
    {"prevnext", HTML_FURNITURE},
    {"print", HTML_DUBIOUS},
    {"printfooter", HTML_FURNITURE},
    {"privacy", HTML_DUBIOUS},
    {"profile", HTML_DUBIOUS},
    {"promo", HTML_FURNITURE},
    {"promotion", HTML_FURNITURE},
    {"pubdate", HTML_DATELINE},
    {"published", HTML_DATELINE},
    {"rating", HTML_DUBIOUS},
    {"ratings", HTML_DUBIOUS},
    {"reactions", HTML_DUBIOUS},
    {"recommend", HTML_FURNITURE},
    {"recommendation", HTML_FURNITURE},
    {"recommendations", HTML_FURNITURE},
    {"recommended", HTML_FURNITURE},
    {"related", HTML_FURNITURE},
    {"relatedposts", HTML_FURNITURE},
    {"reply", HTML_DUBIOUS},
    {"respond", HTML_COMMENTS},
    {"roofline", HTML_KICKER},
    {"rss", HTML_DUBIOUS},
    {"sd", HTML_DUBIOUS},
    {"search", HTML_DUBIOUS},
    {"share", HTML_FURNITURE},
    {"sharebar", HTML_FURNITURE},
    {"sharedaddy", HTML_FURNITURE},
    {"shares", HTML_FURNITURE},
    {"shariff", HTML_FURNITURE},
    {"sharing", HTML_FURNITURE},
    {"shop", HTML_DUBIOUS},
    {"shopping", HTML_DUBIOUS},
    {"shoutbox", HTML_COMMENTS},
    {"sidebar", HTML_FURNITURE},
    {"sidenav", HTML_FURNITURE},
    {"signup", HTML_FURNITURE},
    {"similar", HTML_FURNITURE},
    {"skip", HTML_FURNITURE},
    {"skyscraper", HTML_FURNITURE},
    {"slider", HTML_DUBIOUS},
    {"social", HTML_FURNITURE},
    {"socials", HTML_FURNITURE},
    {"spitzmarke", HTML_KICKER},
    {"sponsor", HTML_FURNITURE},
    {"sponsored", HTML_FURNITURE},
    {"sponsors", HTML_FURNITURE},
    {"story", HTML_CONTENT},
    {"storytext", HTML_CONTENT},
    {"stream", HTML_DUBIOUS},
    {"submeta", HTML_DUBIOUS},
    {"subnav", HTML_FURNITURE},
    {"subscribe", HTML_FURNITURE},
    {"subscription", HTML_DUBIOUS},
    {"suggested", HTML_FURNITURE},
    {"suggestions", HTML_FURNITURE},
    {"supertitle", HTML_KICKER},
    {"surtitre", HTML_KICKER},
    {"taboola", HTML_FURNITURE},
    {"tabs", HTML_DUBIOUS},
    {"tag", HTML_DUBIOUS},
    {"tagcloud", HTML_FURNITURE},
    {"taglist", HTML_FURNITURE},
    {"tags", HTML_FURNITURE},
    {"teaser", HTML_DUBIOUS},
    {"teasers", HTML_FURNITURE},
    {"text", HTML_CONTENT},
    {"timestamp", HTML_DATELINE},
    {"toolbar", HTML_FURNITURE},
    {"toolbox", HTML_FURNITURE},
    {"tools", HTML_DUBIOUS},
    {"topics", HTML_DUBIOUS},
    {"topline", HTML_KICKER},
    {"toptitle", HTML_KICKER},
    {"trending", HTML_FURNITURE},
    {"twitter", HTML_DUBIOUS},
    {"urheber", HTML_CAPTION},
    {"veroeffentlicht", HTML_DATELINE},
    {"visuallyhidden", HTML_INVISIBLE},
    {"vorspann", HTML_CONTENT},
    {"voting", HTML_DUBIOUS},
    {"werbung", HTML_FURNITURE},
    {"widget", HTML_DUBIOUS},
    {"widgets", HTML_DUBIOUS},
    {"yarpp", HTML_FURNITURE},
};

static int compare_word(const void *key, const void *entry)
{
    return strcmp(key, ((const struct word *)entry)->word);
}

static uint32_t marks_of(const char *word)
{
    const struct word *found =
        bsearch(word, words, sizeof words / sizeof *words, sizeof *words, compare_word);
    return found ? found->marks : 0;
}

static bool contains(struct html_slice s, const char *part)
{
    return s.size && memmem(s.data, s.size, part, strlen(part));
}

/* Takes one word (letters of one case, or a capital and small letters) from *at. */
static size_t take_word(struct html_slice names, size_t *at, char ret_word[LONGEST_WORD])
{
    const char *s = names.data;
    size_t i = *at, n = 0;
    while (i < names.size && !isalpha((unsigned char)s[i]))
        i++;
    size_t from = i;
    for (; i < names.size && isalpha((unsigned char)s[i]); i++) {
        if (i > from && isupper((unsigned char)s[i]) && islower((unsigned char)s[i - 1]))
            break;
        if (n < LONGEST_WORD - 1)
            ret_word[n++] = (char)tolower((unsigned char)s[i]);
    }
    ret_word[n] = '\0';
    *at = i;
    return n;
}

uint32_t html_marks_in(struct html_slice names)
{
    uint32_t marks = 0;
    char word[LONGEST_WORD];
    for (size_t i = 0; take_word(names, &i, word) > 0;)
        marks |= marks_of(word);
    if (contains(names, "sr-only") || contains(names, "visually-hidden") ||
        contains(names, "screen-reader") || contains(names, "print-only"))
        marks |= HTML_INVISIBLE;
    return marks;
}

uint32_t html_marks_of_id(struct html_slice id)
{
    size_t n = 0;
    char word[LONGEST_WORD];
    for (size_t i = 0; take_word(id, &i, word) > 0;)
        n++;
    return n > MOST_WORDS_OF_ID ? 0 : html_marks_in(id);
}

uint32_t html_marks_of_role(struct html_slice role)
{
    static const char *const furniture[] = {"navigation", "complementary", "contentinfo", "menu",
                                            "menubar",    "dialog",        "alertdialog", "search",
                                            "banner",     "toolbar",       "tablist",     "alert"};
    if (html_slice_is(role, "main") || html_slice_is(role, "article"))
        return HTML_CONTENT;
    for (size_t i = 0; i < sizeof furniture / sizeof *furniture; i++)
        if (html_slice_is(role, furniture[i]))
            return HTML_FURNITURE;
    return 0;
}

uint32_t html_marks_of_property(struct html_slice itemprop)
{
    if (contains(itemprop, "articleBody"))
        return HTML_BODY_TEXT;
    if (contains(itemprop, "author"))
        return HTML_BYLINE;
    if (contains(itemprop, "comment"))
        return HTML_COMMENTS;
    return html_slice_is(itemprop, "headline") ? HTML_HEADLINE : 0;
}

/* Headings of furniture, in lower case (ASCII letters only are folded): the whole of a short text,
 * or, with '*', its beginning. */
static const char *const headings[] = {
    "about the author*",
    "advertisement",
    "aktuelle beiträge",
    "aktuelle kommentare",
    "also read*",
    "anzeige",
    "artículos relacionados*",
    "auch interessant*",
    "auf facebook teilen",
    "beliebte artikel*",
    "comments",
    "das könnte dich*",
    "das könnte sie*",
    "diesen artikel teilen*",
    "contents",
    "drucken",
    "inhaltsverzeichnis",
    "kommentare",
    "keine kommentare*",
    "latest news",
    "le puede interesar*",
    "leave a comment*",
    "leave a reply*",
    "lees ook*",
    "lesen sie auch*",
    "lire aussi*",
    "mehr aus *",
    "mehr artikel*",
    "mehr lesen*",
    "mehr zu *",
    "mehr zum thema*",
    "meistgelesen*",
    "more from *",
    "more in *",
    "more on *",
    "more stories*",
    "most popular*",
    "most read*",
    "nach oben",
    "navigation",
    "newsletter",
    "noticias relacionadas*",
    "passend zum thema*",
    "popular posts",
    "print",
    "read also*",
    "read more*",
    "read next*",
    "recent posts",
    "recommended",
    "recommended for you*",
    "recommended reading*",
    "related",
    "related articles*",
    "related content*",
    "related coverage*",
    "related links*",
    "related news*",
    "related posts*",
    "related stories*",
    "related topics*",
    "related:*",
    "schreibe einen kommentar*",
    "share",
    "share this*",
    "share on *",
    "sign up*",
    "subscribe",
    "sur le même sujet*",
    "tags",
    "teilen",
    "te puede interesar*",
    "top stories*",
    "trending*",
    "ver también*",
    "verwandte artikel*",
    "verwandte beiträge*",
    "verwandte themen*",
    "verwandte inhalte*",
    "weitere artikel*",
    "weitere beiträge*",
    "weitere informationen*",
    "weitere meldungen*",
    "weitere nachrichten*",
    "weitere themen*",
    "weiterlesen*",
    "you may also*",
    "you might also*",
    "à lire aussi*",
    "zum thema",
    "zurück",
    "zurück zur*",
    "über den autor*",
    "über die autor*",
    "ähnliche artikel*",
    "ähnliche beiträge*",
    "ähnliche themen*",
    "ещё по теме*",
    "читайте также*",
    "по теме*",
    "相关新闻*",
    "相关阅读*",
    "اقرأ أيضا*",
};

static bool begins(const char *text, size_t n, const char *phrase, size_t size)
{
    return n >= size && strncasecmp(text, phrase, size) == 0;
}

static bool contains_words(const char *text, size_t n, const char *phrase)
{
    size_t size = strlen(phrase);
    for (size_t i = 0; i + size <= n; i++)
        if ((text[i] | 32) == phrase[0] && strncasecmp(text + i, phrase, size) == 0)
            return true;
    return false;
}

/* Whether the text is the phrase, give or take what is not a letter at its end; or, if the phrase
 * ends with '*', begins with it. */
static bool is_phrase(const char *text, size_t n, const char *phrase)
{
    size_t size = strlen(phrase);
    if (phrase[size - 1] == '*')
        return begins(text, n, phrase, size - 1);
    if (!begins(text, n, phrase, size))
        return false;
    for (size_t i = size; i < n; i++)
        if (isalpha((unsigned char)text[i]) || (unsigned char)text[i] >= 0xC3)
            return false;
    return true;
}

bool html_heads_furniture(const char *text, size_t n)
{
    enum { LONGEST = 70 };
    for (size_t i = 0; n <= LONGEST && i < sizeof headings / sizeof *headings; i++)
        if (is_phrase(text, n, headings[i]))
            return true;
    return false;
}

bool html_heads_comments(const char *text, size_t n)
{
    static const char *const phrases[] = {
        "comment",
        "kommentar",
        "commentaire",
        "comentario",
        "comentário",
        "commenti",
        "reacties",
        "thoughts on",
        "responses to",
        "antworten auf",
        "antworten zu",
        "leserkommentare",
        "комментар",
        "评论",
        "تعليق",
        "write a comment",
        "leave a comment",
        "leave a reply",
        "schreibe einen kommentar",
        "kommentar schreiben",
        "kommentar verfassen",
        "kommentieren",
        "diskutieren sie",
        "écrire un commentaire",
        "deja un comentario",
        "deja una respuesta",
        "laisser un commentaire",
        "post a comment",
        "skomentuj",
        "komentarz",
    };
    if (n > 40)
        return false;
    while (n > 0 &&
           (isdigit((unsigned char)*text) || *text == ' ' || *text == '(' || *text == '.')) {
        text++;
        n--;
    }
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (begins(text, n, phrases[i], strlen(phrases[i])))
            return true;
    return false;
}

bool html_opens_furniture(const char *text, size_t n)
{
    enum { LONGEST = 200, LONGEST_NOTICE = 600 };
    static const char *const openings[] = {
        "anzeige",
        "advertisement",
        "auch interessant",
        "bild:",
        "copyright",
        "czytaj też",
        "czytaj więcej",
        "filed under",
        "folgen sie",
        "follow us",
        "foto:",
        "fotos:",
        "image:",
        "inscrivez-vous à",
        "kategorie:",
        "keep reading",
        "lea también",
        "lee también",
        "leer más",
        "le puede interesar",
        "lesen sie auch",
        "lesen sie hier",
        "lire aussi",
        "mehr zum thema",
        "mira:",
        "more:",
        "never miss ",
        "originally published",
        "photo:",
        "photos:",
        "posted in",
        "quelle:",
        "read also:",
        "read more:",
        "related:",
        "schlagwörter",
        "schlagworte",
        "see also:",
        "sign up ",
        "subscribe ",
        "suscríbete",
        "tagged",
        "tags:",
        "werden sie mitglied",
        "à lire aussi",
        "читайте также",
        "(c) ",
        "©",
    };
    static const char *const notices[] = {
        "we use cookies",         "uses cookies",      "verwenden cookies",  "verwendet cookies",
        "verwendung von cookies", "cookies verwendet", "nutzen cookies",     "nutzt cookies",
        "utilisation de cookies", "uso de cookies",    "utilizamos cookies",
    };
    for (size_t i = 0; n <= LONGEST && i < sizeof openings / sizeof *openings; i++)
        if (begins(text, n, openings[i], strlen(openings[i])))
            return true;
    for (size_t i = 0; n <= LONGEST_NOTICE && i < sizeof notices / sizeof *notices; i++)
        if (contains_words(text, n, notices[i]))
            return true;
    return false;
}
