/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stop words (stopwords.h): articles, prepositions, pronouns, forms of to be and to have, and the
 * words that open a question. Short on purpose: what is rare enough to say something stays. */
#include "stopwords.h"

static const struct xc_str ar[] = {
    XC_LITERAL("من"),  XC_LITERAL("في"),  XC_LITERAL("على"),  XC_LITERAL("إلى"),  XC_LITERAL("عن"),
    XC_LITERAL("أن"),  XC_LITERAL("إن"),  XC_LITERAL("ما"),   XC_LITERAL("لا"),   XC_LITERAL("هذا"),
    XC_LITERAL("هذه"), XC_LITERAL("ذلك"), XC_LITERAL("التي"), XC_LITERAL("الذي"), XC_LITERAL("و"),
    XC_LITERAL("أو"),  XC_LITERAL("ثم"),  XC_LITERAL("قد"),   XC_LITERAL("كان"),  XC_LITERAL("كل"),
    XC_LITERAL("مع"),  XC_LITERAL("لم"),  XC_LITERAL("بين"),  XC_LITERAL("هو"),   XC_LITERAL("هي"),
    XC_LITERAL("كما"), XC_LITERAL("بعد"), XC_LITERAL("كم"),   XC_LITERAL("هل")};

static const struct xc_str de[] = {
    XC_LITERAL("der"),    XC_LITERAL("die"),   XC_LITERAL("das"),   XC_LITERAL("den"),
    XC_LITERAL("dem"),    XC_LITERAL("des"),   XC_LITERAL("ein"),   XC_LITERAL("eine"),
    XC_LITERAL("einer"),  XC_LITERAL("eines"), XC_LITERAL("einem"), XC_LITERAL("einen"),
    XC_LITERAL("und"),    XC_LITERAL("oder"),  XC_LITERAL("in"),    XC_LITERAL("im"),
    XC_LITERAL("an"),     XC_LITERAL("am"),    XC_LITERAL("auf"),   XC_LITERAL("aus"),
    XC_LITERAL("bei"),    XC_LITERAL("mit"),   XC_LITERAL("nach"),  XC_LITERAL("von"),
    XC_LITERAL("vom"),    XC_LITERAL("zu"),    XC_LITERAL("zum"),   XC_LITERAL("zur"),
    XC_LITERAL("für"),    XC_LITERAL("über"),  XC_LITERAL("unter"), XC_LITERAL("ist"),
    XC_LITERAL("sind"),   XC_LITERAL("war"),   XC_LITERAL("waren"), XC_LITERAL("wird"),
    XC_LITERAL("werden"), XC_LITERAL("es"),    XC_LITERAL("er"),    XC_LITERAL("sie"),
    XC_LITERAL("sich"),   XC_LITERAL("als"),   XC_LITERAL("wie"),   XC_LITERAL("dass"),
    XC_LITERAL("auch"),   XC_LITERAL("nicht"), XC_LITERAL("was"),   XC_LITERAL("wer")};

static const struct xc_str en[] = {
    XC_LITERAL("a"),     XC_LITERAL("an"),   XC_LITERAL("and"),   XC_LITERAL("are"),
    XC_LITERAL("as"),    XC_LITERAL("at"),   XC_LITERAL("be"),    XC_LITERAL("been"),
    XC_LITERAL("but"),   XC_LITERAL("by"),   XC_LITERAL("do"),    XC_LITERAL("does"),
    XC_LITERAL("for"),   XC_LITERAL("from"), XC_LITERAL("had"),   XC_LITERAL("has"),
    XC_LITERAL("have"),  XC_LITERAL("how"),  XC_LITERAL("if"),    XC_LITERAL("in"),
    XC_LITERAL("into"),  XC_LITERAL("is"),   XC_LITERAL("it"),    XC_LITERAL("its"),
    XC_LITERAL("of"),    XC_LITERAL("on"),   XC_LITERAL("or"),    XC_LITERAL("s"),
    XC_LITERAL("such"),  XC_LITERAL("than"), XC_LITERAL("that"),  XC_LITERAL("the"),
    XC_LITERAL("their"), XC_LITERAL("then"), XC_LITERAL("there"), XC_LITERAL("these"),
    XC_LITERAL("they"),  XC_LITERAL("this"), XC_LITERAL("to"),    XC_LITERAL("was"),
    XC_LITERAL("were"),  XC_LITERAL("what"), XC_LITERAL("when"),  XC_LITERAL("where"),
    XC_LITERAL("which"), XC_LITERAL("who"),  XC_LITERAL("why"),   XC_LITERAL("will"),
    XC_LITERAL("with"),  XC_LITERAL("would")};

static const struct xc_str es[] = {
    XC_LITERAL("el"),  XC_LITERAL("la"),   XC_LITERAL("los"),   XC_LITERAL("las"),
    XC_LITERAL("un"),  XC_LITERAL("una"),  XC_LITERAL("unos"),  XC_LITERAL("unas"),
    XC_LITERAL("y"),   XC_LITERAL("o"),    XC_LITERAL("de"),    XC_LITERAL("del"),
    XC_LITERAL("al"),  XC_LITERAL("a"),    XC_LITERAL("en"),    XC_LITERAL("con"),
    XC_LITERAL("por"), XC_LITERAL("para"), XC_LITERAL("que"),   XC_LITERAL("se"),
    XC_LITERAL("es"),  XC_LITERAL("son"),  XC_LITERAL("fue"),   XC_LITERAL("su"),
    XC_LITERAL("sus"), XC_LITERAL("como"), XC_LITERAL("más"),   XC_LITERAL("no"),
    XC_LITERAL("lo"),  XC_LITERAL("qué"),  XC_LITERAL("quién"), XC_LITERAL("cuál")};

static const struct xc_str fr[] = {
    XC_LITERAL("le"),   XC_LITERAL("la"),    XC_LITERAL("les"),    XC_LITERAL("l"),
    XC_LITERAL("un"),   XC_LITERAL("une"),   XC_LITERAL("des"),    XC_LITERAL("du"),
    XC_LITERAL("de"),   XC_LITERAL("d"),     XC_LITERAL("et"),     XC_LITERAL("ou"),
    XC_LITERAL("à"),    XC_LITERAL("au"),    XC_LITERAL("aux"),    XC_LITERAL("en"),
    XC_LITERAL("dans"), XC_LITERAL("par"),   XC_LITERAL("pour"),   XC_LITERAL("sur"),
    XC_LITERAL("avec"), XC_LITERAL("que"),   XC_LITERAL("qu"),     XC_LITERAL("qui"),
    XC_LITERAL("se"),   XC_LITERAL("s"),     XC_LITERAL("est"),    XC_LITERAL("sont"),
    XC_LITERAL("a"),    XC_LITERAL("ont"),   XC_LITERAL("été"),    XC_LITERAL("ce"),
    XC_LITERAL("cet"),  XC_LITERAL("cette"), XC_LITERAL("ces"),    XC_LITERAL("il"),
    XC_LITERAL("elle"), XC_LITERAL("ils"),   XC_LITERAL("elles"),  XC_LITERAL("ne"),
    XC_LITERAL("pas"),  XC_LITERAL("quel"),  XC_LITERAL("quelle"), XC_LITERAL("quoi")};

static const struct xc_str pt[] = {
    XC_LITERAL("o"),   XC_LITERAL("a"),   XC_LITERAL("os"),  XC_LITERAL("as"),   XC_LITERAL("um"),
    XC_LITERAL("uma"), XC_LITERAL("e"),   XC_LITERAL("ou"),  XC_LITERAL("de"),   XC_LITERAL("do"),
    XC_LITERAL("da"),  XC_LITERAL("dos"), XC_LITERAL("das"), XC_LITERAL("em"),   XC_LITERAL("no"),
    XC_LITERAL("na"),  XC_LITERAL("nos"), XC_LITERAL("nas"), XC_LITERAL("por"),  XC_LITERAL("para"),
    XC_LITERAL("com"), XC_LITERAL("que"), XC_LITERAL("se"),  XC_LITERAL("é"),    XC_LITERAL("são"),
    XC_LITERAL("foi"), XC_LITERAL("ao"),  XC_LITERAL("à"),   XC_LITERAL("como"), XC_LITERAL("mais"),
    XC_LITERAL("não")};

static const struct xc_str ru[] = {
    XC_LITERAL("и"),    XC_LITERAL("в"),    XC_LITERAL("во"),   XC_LITERAL("на"),
    XC_LITERAL("не"),   XC_LITERAL("что"),  XC_LITERAL("с"),    XC_LITERAL("со"),
    XC_LITERAL("по"),   XC_LITERAL("к"),    XC_LITERAL("из"),   XC_LITERAL("за"),
    XC_LITERAL("от"),   XC_LITERAL("о"),    XC_LITERAL("об"),   XC_LITERAL("для"),
    XC_LITERAL("как"),  XC_LITERAL("это"),  XC_LITERAL("или"),  XC_LITERAL("а"),
    XC_LITERAL("но"),   XC_LITERAL("у"),    XC_LITERAL("же"),   XC_LITERAL("бы"),
    XC_LITERAL("до"),   XC_LITERAL("при"),  XC_LITERAL("то"),   XC_LITERAL("его"),
    XC_LITERAL("их"),   XC_LITERAL("был"),  XC_LITERAL("была"), XC_LITERAL("были"),
    XC_LITERAL("быть"), XC_LITERAL("есть"), XC_LITERAL("кто")};

static const struct {
    const char *language;
    const struct xc_str *words;
    size_t n;
} lists[] = {
    {"ar", ar, sizeof ar / sizeof *ar}, {"de", de, sizeof de / sizeof *de},
    {"en", en, sizeof en / sizeof *en}, {"es", es, sizeof es / sizeof *es},
    {"fr", fr, sizeof fr / sizeof *fr}, {"pt", pt, sizeof pt / sizeof *pt},
    {"ru", ru, sizeof ru / sizeof *ru},
};

const struct xc_str *tv_stopwords(const char *language, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t i = 0; language && i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].language, language) == 0) {
            *ret_n = lists[i].n;
            return lists[i].words;
        }
    return NULL;
}
