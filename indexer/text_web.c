/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of the web that somebody copied as text, furniture and all (text_lines.h).
 *
 * Every line is looked up among the words of menus, buttons, boxes and headings of links, in eight
 * languages. A text in which several lines are such, whole, is a page of the web; in any other
 * nothing is touched. Then such lines are left out; what stands above the menu is the site's head;
 * what follows a heading of links is teasers, to the end, if hardly any of it is prose, else up to
 * the first prose. Prose is a line as long as a paragraph that ends as a sentence does. */
#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "text_lines.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_CUE = 240,   /* bytes of a line that can be furniture */
    MIN_PROSE = 120, /* bytes of a paragraph of prose */
    MAX_HEAD = 14,   /* lines in which the site's head stands */
    MIN_CUES = 4,    /* twice the lines that make a page of the web; a lone word is half of one */
    MAX_LINES = 2000,
    MAX_BEGINNING = 80, /* bytes of a line in which a phrase that it begins with ends */
    HEAD_SAMPLE = 60,
    TAIL_SAMPLE = 160,
    MAX_LINK = 40, /* bytes of a name in a row of links */
};

enum cue { NONE, MENU, BUTTON, BOX, LINKS };

/* What a line, or each part of a row, is the whole of. Sorted by nothing: looked up by hash. */
static const char *const menus[] = {
    "menu",
    "search",
    "log in",
    "login",
    "sign in",
    "sign up",
    "register",
    "home",
    "subscribe",
    "skip to content",
    "skip to main content",
    "main menu",
    "navigation",
    "donate",
    "my account",
    "recherche",
    "rechercher",
    "se connecter",
    "connexion",
    "accueil",
    "s abonner",
    "aller au contenu",
    "buscar",
    "iniciar sesion",
    "inicio",
    "suscribete",
    "suscribirse",
    "registrarse",
    "ir al contenido",
    "suche",
    "suchen",
    "anmelden",
    "einloggen",
    "startseite",
    "zum inhalt springen",
    "abonnieren",
    "меню",
    "поиск",
    "войти",
    "вход",
    "главная",
    "подписаться",
    "регистрация",
    "القائمه",
    "بحث",
    "الرئيسيه",
    "تسجيل الدخول",
    "菜单",
    "搜索",
    "登录",
    "首页",
    "注册",
    "menu principal",
    "zoeken",
    "inloggen",
    NULL,
};
static const char *const buttons[] = {
    "share",
    "save",
    "print",
    "email",
    "e mail",
    "copy link",
    "tweet",
    "facebook",
    "twitter",
    "linkedin",
    "whatsapp",
    "telegram",
    "reddit",
    "x",
    "gift this article",
    "bookmark",
    "off on",
    "on off",
    "article highlights",
    "advertisement",
    "comments",
    "leave a comment",
    "share this",
    "share this article",
    "save article",
    "listen",
    "partager",
    "enregistrer",
    "imprimer",
    "publicite",
    "commenter",
    "ecouter",
    "ajouter a mes favoris",
    "compartir",
    "guardar",
    "publicidad",
    "escuchar",
    "comentar",
    "teilen",
    "merken",
    "drucken",
    "anzeige",
    "werbung",
    "vorlesen",
    "kommentieren",
    "поделиться",
    "сохранить",
    "распечатать",
    "реклама",
    "слушать",
    "مشاركه",
    "حفظ",
    "طباعه",
    "اعلان",
    "分享",
    "收藏",
    "打印",
    "广告",
    "delen",
    "opslaan",
    "advertentie",
    NULL,
};
static const char *const links[] = {
    "explore more",
    "related",
    "related articles",
    "related stories",
    "related news",
    "related posts",
    "related topics",
    "up next",
    "read next",
    "read more",
    "more stories",
    "more news",
    "more on this story",
    "most read",
    "most popular",
    "most viewed",
    "trending",
    "trending now",
    "you may also like",
    "you might also like",
    "recommended",
    "recommended for you",
    "also today",
    "also read",
    "latest news",
    "latest stories",
    "in other news",
    "top stories",
    "join the conversation",
    "what to read next",
    "editor s picks",
    "popular articles",
    "more from us",
    "a lire aussi",
    "lire aussi",
    "sur le meme sujet",
    "articles lies",
    "les plus lus",
    "a decouvrir",
    "lea tambien",
    "te puede interesar",
    "noticias relacionadas",
    "articulos relacionados",
    "mas leidas",
    "lo mas leido",
    "mas noticias",
    "mehr zum thema",
    "lesen sie auch",
    "meistgelesen",
    "verwandte artikel",
    "das konnte sie auch interessieren",
    "weitere artikel",
    "auch interessant",
    "читайте также",
    "по теме",
    "самое читаемое",
    "другие новости",
    "похожие статьи",
    "اقرا ايضا",
    "مواضيع ذات صله",
    "الاكثر قراءه",
    "相关阅读",
    "相关新闻",
    "延伸阅读",
    "推荐阅读",
    "热门文章",
    "更多新闻",
    "lees ook",
    "meer nieuws",
    "gerelateerde artikelen",
    NULL,
};

/* What such a line begins with. */
static const char *const beginnings[] = {
    "listen to this article",
    "text size",
    "font size",
    "sign up for",
    "sign up to",
    "subscribe to",
    "get our newsletter",
    "enter your e mail",
    "enter your email",
    "by signing up",
    "by subscribing",
    "we use cookies",
    "this site uses cookies",
    "this website uses cookies",
    "accept all",
    "accept cookies",
    "cookie settings",
    "follow us",
    "all rights reserved",
    "copyright",
    "share on",
    "share via",
    "nous utilisons des cookies",
    "ce site utilise des cookies",
    "inscrivez vous a",
    "abonnez vous a",
    "suivez nous",
    "tous droits reserves",
    "temps de lecture",
    "accepter les cookies",
    "utilizamos cookies",
    "este sitio utiliza cookies",
    "este sitio web utiliza cookies",
    "suscribase a",
    "suscribete a",
    "siguenos",
    "todos los derechos reservados",
    "tiempo de lectura",
    "aceptar las cookies",
    "wir verwenden cookies",
    "diese website verwendet cookies",
    "diese seite verwendet cookies",
    "folgen sie uns",
    "alle rechte vorbehalten",
    "lesezeit",
    "newsletter abonnieren",
    "мы используем cookie",
    "мы используем файлы cookie",
    "подпишитесь на",
    "все права защищены",
    "نستخدم ملفات تعريف الارتباط",
    "اشترك في نشرتنا",
    "جميع الحقوق محفوظه",
    "我们使用 cookie",
    "我们使用cookie",
    "本网站使用cookie",
    "订阅我们",
    "版权所有",
    NULL,
};

/* As tv_fold_char, but quick. */
static size_t fold_ascii(unsigned char c, char *ret)
{
    unsigned char lower = (unsigned char)(c | 0x20);
    bool letter = lower >= 'a' && lower <= 'z';
    *ret = (char)(letter ? lower : c >= '0' && c <= '9' ? c : ' ');
    return 1;
}

/* The folded form of n bytes: words one space apart. False if that has no room. */
static bool fold(const char *s, size_t n, char *ret, size_t size)
{
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < n;) {
        char bytes[TV_FOLD_MAX];
        unsigned char c = (unsigned char)s[i];
        size_t m =
            c < 0x80 ? (i++, fold_ascii(c, bytes)) : tv_fold_char(bytes, tv_utf8_next(s, n, &i));
        if (length + m + 2 > size)
            return false;
        if (m == 1 && *bytes == ' ') {
            gap = length > 0;
            continue;
        }
        if (gap && m)
            ret[length++] = ' ';
        gap = gap && m == 0;
        memcpy(ret + length, bytes, m);
        length += m;
    }
    ret[length] = '\0';
    return length > 0;
}

/* Whether folded is one of a list's phrases, or begins with one and a border behind it. */
static bool listed(const char *const *list, const char *folded, bool beginning)
{
    for (; *list; list++) {
        if (**list != *folded)
            continue;
        size_t n = strlen(*list);
        if (strncmp(folded, *list, n) == 0 &&
            (folded[n] == '\0' ||
             (beginning && (folded[n] == ' ' || (unsigned char)folded[n] >= 0x80))))
            return true;
    }
    return false;
}

static enum cue cue_of_phrase(const char *folded)
{
    if (listed(menus, folded, false))
        return MENU;
    if (listed(buttons, folded, false))
        return BUTTON;
    return listed(links, folded, false) ? LINKS : NONE;
}

/* The bytes of what stands between two parts, if that begins at s, else 0. */
static size_t mark_at(const char *s)
{
    static const char *const marks[] = {"|", "•", "·", "›", "»", " > ", " / ", "  ", "\t", "→"};
    if (*s > ' ' && *s < '|') /* most characters */
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (*s == *marks[i] && strncmp(s, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* The end of the part at s: two spaces, a tab or a mark end it. *ret_next is where the next one
 * begins. */
static size_t part_at(const char *s, const char **ret_next)
{
    size_t end = 0, mark = 0;
    while (s[end] && !(mark = mark_at(s + end)))
        end++;
    *ret_next = s + end + mark;
    return end;
}

/* What a row of names is: the parts of "Menu | Search | Log in" or "Home > News > World". Counts
 * the parts, and notes whether all are short. */
static enum cue cue_of_row(const char *line, size_t *ret_parts, bool *ret_short)
{
    enum cue first = NONE;
    size_t parts = 0, known = 0;
    char folded[MAX_CUE + 16];
    *ret_short = true;
    for (const char *next; *line; line = next) {
        size_t n = part_at(line, &next);
        bool name = n <= 2 * MAX_LINK;
        if (name && !fold(line, n, folded, sizeof folded))
            continue;
        enum cue cue = name ? cue_of_phrase(folded) : NONE;
        if (parts++ == 0)
            first = cue;
        known += cue != NONE;
        *ret_short &= n <= MAX_LINK;
    }
    *ret_parts = parts;
    return parts && (known == parts || (parts >= 3 && known * 2 >= parts)) ? first : NONE;
}

static bool begins_with_home(const char *line)
{
    static const char *const homes[] = {"home",    "accueil",  "inicio", "startseite",
                                        "главная", "الرئيسيه", "首页",   NULL};
    const char *next;
    char folded[MAX_CUE + 16];
    size_t n = part_at(line, &next);
    return *next && strchr(">›»/", next[-1] == ' ' ? next[-2] : '>') &&
           fold(line, n, folded, sizeof folded) && listed(homes, folded, false);
}

static enum cue cue_of(const struct tv_text_line *line, size_t *ret_weight)
{
    char folded[MAX_CUE + 16];
    size_t parts;
    bool brief;
    *ret_weight = 2;
    if (line->size > MAX_CUE)
        return NONE;
    if (begins_with_home(line->text))
        return MENU;
    enum cue cue = cue_of_row(line->text, &parts, &brief);
    if (cue != NONE) {
        *ret_weight = parts > 1 || strchr(line->text, ' ') ? 2 : 1;
        return cue;
    }
    if (strncmp(line->text, "©", 2) == 0 || strncmp(line->text, "(c)", 3) == 0) {
        *ret_weight = 0;
        return BOX;
    }
    size_t n = line->size < MAX_BEGINNING ? line->size : MAX_BEGINNING;
    return fold(line->text, n, folded, sizeof folded) && listed(beginnings, folded, true) ? BOX
                                                                                          : NONE;
}

static bool ends_sentence(const struct tv_text_line *line)
{
    static const char *const ends[] = {".", "!", "?", "。", "؟", "！", "？"};
    static const char *const quotes[] = {"\"", "'", ")", "”", "’", "»", "“", "」"};
    size_t n = line->size;
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t m = strlen(quotes[i]);
        while (n > m && memcmp(line->text + n - m, quotes[i], m) == 0)
            n -= m, i = 0;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t m = strlen(ends[i]);
        if (n >= m && memcmp(line->text + n - m, ends[i], m) == 0)
            return true;
    }
    return false;
}

static bool is_prose(const struct tv_text_line *line)
{
    return line->size >= MIN_PROSE && ends_sentence(line);
}

/* Leaves out what follows the heading of links at line i; returns where the text goes on. */
static size_t leave_out_teasers(struct tv_text *t, size_t i)
{
    size_t prose = 0, all = 1, to = i + 1;
    for (size_t k = i + 1; k < t->n; k++) {
        all += t->lines[k].size;
        prose += is_prose(&t->lines[k]) ? t->lines[k].size : 0;
    }
    bool rest = prose * 5 < all * 2;
    while (to < t->n && (rest || !is_prose(&t->lines[to])))
        to++;
    for (size_t k = i; k < to; k++)
        t->lines[k].left_out = true;
    return to;
}

/* What stands above the last menu in the head of the page is the site's name. */
static void leave_out_site(struct tv_text *t, const enum cue *cues)
{
    size_t last = 0;
    for (size_t i = 0; i < t->n && i < MAX_HEAD && !is_prose(&t->lines[i]); i++)
        last = cues[i] == MENU ? i + 1 : last;
    for (size_t i = 0; i < last; i++)
        t->lines[i].left_out = true;
}

/* Rows of links below the last prose. */
static void leave_out_foot(struct tv_text *t)
{
    for (size_t i = t->n; i-- > 0 && !is_prose(&t->lines[i]);) {
        size_t parts;
        bool brief;
        cue_of_row(t->lines[i].text, &parts, &brief);
        t->lines[i].left_out |= parts >= 3 && brief;
    }
}

/* Looked for at both ends, where furniture stands, so that long texts cost no more than short. */
static bool is_web(const struct tv_text *t)
{
    size_t weight = 0, more;
    for (size_t i = 0; i < t->n; i++) {
        if (i == HEAD_SAMPLE && t->n > HEAD_SAMPLE + TAIL_SAMPLE)
            i = t->n - TAIL_SAMPLE;
        if (cue_of(&t->lines[i], &more) != NONE)
            weight += more;
    }
    return weight >= MIN_CUES;
}

bool tv_text_leave_out_web(struct tv_text *t)
{
    if (t->pages || t->n > MAX_LINES || !is_web(t))
        return false;
    enum cue *cues = tv_alloc((t->n + 1) * sizeof *cues);
    bool prose = false;
    for (size_t i = 0, weight; i < t->n; i++)
        cues[i] = cue_of(&t->lines[i], &weight);
    for (size_t i = 0; i < t->n; i++) {
        prose |= is_prose(&t->lines[i]);
        if (cues[i] == LINKS && prose)
            i = leave_out_teasers(t, i) - 1;
        else if (cues[i] != NONE)
            t->lines[i].left_out = true;
    }
    leave_out_site(t, cues);
    leave_out_foot(t);
    free(cues);
    return true;
}
