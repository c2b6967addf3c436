/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes and names of languages (facts.h): a table of those that treaties and news are written in,
 * ICU's list of ISO 639 codes for the others. */
#include "facts.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"

#include <string.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

enum { NAME_MAX_SIZE = 64 };

/* Codes other than 639-1, and names in English and in the language itself, folded (fold.h), each
 * between two bars. ISO 639-2 and 639-3, CLDR. */
static const struct {
    char code[3];
    const char *others;
} languages[] = {
    {"ar", "|ara|arb|arabic|العربيه|عربي|"},
    {"zh", "|zho|chi|cmn|chinese|中文|汉语|漢語|华语|mandarin|普通话|mandarin chinese|"},
    {"en", "|eng|english|"},
    {"fr", "|fra|fre|french|francais|"},
    {"ru", "|rus|russian|русскии|"},
    {"es", "|spa|spanish|espanol|castellano|castilian|"},
    {"de", "|deu|ger|german|deutsch|"},
    {"nl", "|nld|dut|dutch|nederlands|flemish|vlaams|"},
    {"pt", "|por|portuguese|portugues|"},
    {"it", "|ita|italian|italiano|"},
    {"pl", "|pol|polish|polski|"},
    {"cs", "|ces|cze|czech|cestina|cesky|"},
    {"sk", "|slk|slo|slovak|slovencina|slovensky|"},
    {"sl", "|slv|slovenian|slovene|slovenscina|"},
    {"hr", "|hrv|croatian|hrvatski|"},
    {"bs", "|bos|bosnian|bosanski|"},
    {"sr", "|srp|scc|serbian|srpski|српски|"},
    {"mk", "|mkd|mac|macedonian|македонски|"},
    {"bg", "|bul|bulgarian|български|"},
    {"uk", "|ukr|ukrainian|украінська|"},
    {"be", "|bel|belarusian|беларуская|"},
    {"da", "|dan|danish|dansk|"},
    {"sv", "|swe|swedish|svenska|"},
    {"no", "|nor|nob|nb|norwegian|norsk|bokmal|norsk bokmal|norwegian bokmal|"},
    {"nn", "|nno|nynorsk|norsk nynorsk|norwegian nynorsk|"},
    {"fi", "|fin|finnish|suomi|"},
    {"et", "|est|ekk|estonian|eesti|"},
    {"lv", "|lav|lvs|latvian|latviesu|"},
    {"lt", "|lit|lithuanian|lietuviu|"},
    {"hu", "|hun|hungarian|magyar|"},
    {"ro", "|ron|rum|mo|mol|romanian|romana|moldovan|"},
    {"el", "|ell|gre|greek|ελληνικα|"},
    {"tr", "|tur|turkish|turkce|"},
    {"az", "|aze|azj|azerbaijani|azeri|azerbaycan|azərbaycan|azərbaycanca|"},
    {"sq", "|sqi|alb|albanian|shqip|"},
    {"hy", "|hye|arm|armenian|հայերեն|"},
    {"ka", "|kat|geo|georgian|ქართული|"},
    {"he", "|heb|iw|hebrew|עברית|"},
    {"fa", "|fas|per|pes|prs|persian|farsi|dari|فارسي|"},
    {"ur", "|urd|urdu|اردو|"},
    {"ps", "|pus|pashto|پښتو|"},
    {"ku", "|kur|kurdish|kurdi|"},
    {"hi", "|hin|hindi|हिनदी|"},
    {"bn", "|ben|bengali|bangla|বাংলা|"},
    {"ne", "|nep|npi|nepali|"},
    {"mr", "|mar|marathi|"},
    {"ta", "|tam|tamil|"},
    {"si", "|sin|sinhala|sinhalese|"},
    {"th", "|tha|thai|ไทย|"},
    {"lo", "|lao|"},
    {"km", "|khm|khmer|cambodian|"},
    {"my", "|mya|bur|burmese|"},
    {"vi", "|vie|vietnamese|tieng viet|"},
    {"id", "|ind|in|indonesian|bahasa indonesia|"},
    {"ms", "|msa|may|zsm|malay|bahasa melayu|"},
    {"tl", "|tgl|fil|tagalog|filipino|"},
    {"ja", "|jpn|japanese|日本語|"},
    {"ko", "|kor|korean|한국어|"},
    {"mn", "|mon|khk|mongolian|монгол|"},
    {"kk", "|kaz|kazakh|қазақ|"},
    {"ky", "|kir|kyrgyz|kirghiz|кыргызча|"},
    {"uz", "|uzb|uzn|uzbek|o zbek|"},
    {"tg", "|tgk|tajik|точики|"},
    {"tk", "|tuk|turkmen|"},
    {"sw", "|swa|swh|swahili|kiswahili|"},
    {"am", "|amh|amharic|አማርኛ|"},
    {"so", "|som|somali|soomaali|"},
    {"af", "|afr|afrikaans|"},
    {"ca", "|cat|catalan|catala|valencian|"},
    {"gl", "|glg|galician|galego|"},
    {"eu", "|eus|baq|basque|euskara|"},
    {"ga", "|gle|irish|gaeilge|"},
    {"cy", "|cym|wel|welsh|cymraeg|"},
    {"is", "|isl|ice|icelandic|islenska|"},
    {"mt", "|mlt|maltese|malti|"},
    {"lb", "|ltz|luxembourgish|letzebuergesch|"},
    {"la", "|lat|latin|latina|"},
    {"eo", "|epo|esperanto|"},
};

enum { N_LANGUAGES = sizeof languages / sizeof *languages };

/* Folds the name, "_" and "-" becoming spaces; its size, 0 if it is too long to be one. */
static size_t fold(const char *name, char ret_folded[NAME_MAX_SIZE])
{
    size_t size = 0;
    for (size_t i = 0, n = strnlen(name, NAME_MAX_SIZE); i < n;) {
        char bytes[TV_FOLD_MAX];
        size_t count = tv_fold_char(bytes, tv_utf8_next(name, n, &i));
        if (size + count + 1 > NAME_MAX_SIZE || i == NAME_MAX_SIZE)
            return 0;
        if (count && *bytes == ' ' && (!size || ret_folded[size - 1] == ' '))
            continue;
        memcpy(ret_folded + size, bytes, count);
        size += count;
    }
    while (size && ret_folded[size - 1] == ' ')
        size--;
    ret_folded[size] = '\0';
    return size;
}

static const char *in_table(const char *folded, size_t size)
{
    for (size_t i = 0; i < N_LANGUAGES; i++) {
        if (size == 2 && !memcmp(folded, languages[i].code, 2))
            return languages[i].code;
        for (const char *at = languages[i].others; (at = strstr(at, folded)); at++)
            if (at[-1] == '|' && at[size] == '|')
                return languages[i].code;
    }
    return NULL;
}

/* A code that ICU knows, as its static ISO 639-1 code; NULL if it has none. */
static const char *in_icu(const char *code)
{
    const char *const *all = uloc_getISOLanguages();
    char two[ULOC_LANG_CAPACITY];
    UErrorCode error = U_ZERO_ERROR;
    uloc_getLanguage(code, two, sizeof two, &error);
    if (U_FAILURE(error) || strlen(two) != 2)
        return NULL;
    for (; *all; all++)
        if (!strcmp(*all, two))
            return *all;
    return NULL;
}

const char *tv_language_code(size_t i)
{
    return i < sizeof languages / sizeof *languages ? languages[i].code : NULL;
}

const char *tv_language_name(const char *code, char buffer[TV_LANGUAGE_NAME_SIZE])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[TV_LANGUAGE_NAME_SIZE / 3]; /* a unit of UTF-16 is at most three bytes of UTF-8 */
    uloc_getDisplayLanguage(code, "en", name, sizeof name / sizeof *name - 1, &status);
    if (U_FAILURE(status) || status == U_USING_DEFAULT_WARNING)
        return NULL;
    u_strToUTF8(buffer, TV_LANGUAGE_NAME_SIZE, NULL, name, -1, &status);
    return U_SUCCESS(status) ? buffer : NULL;
}

const char *tv_language_of(const char *name)
{
    char folded[NAME_MAX_SIZE];
    size_t size = fold(name, folded);
    if (!size)
        return NULL;
    const char *code = in_table(folded, size);
    if (code)
        return code;
    size = strcspn(folded, " "); /* the first part of a tag */
    bool tag = name[strcspn(name, "-_")] || !folded[size];
    if (!tag || size < 2 || size > 3)
        return NULL;
    folded[size] = '\0';
    code = in_table(folded, size);
    return code ? code : in_icu(folded);
}

static enum UScriptCode script_of(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript(tv_utf8_next(text, size, &i), &status);
        if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED)
            return script;
    }
    return USCRIPT_COMMON;
}

const char *tv_language_usual(const char *text, size_t n)
{
    switch ((int)script_of(text, n)) {
    case USCRIPT_ARABIC:
        return "ar";
    case USCRIPT_CYRILLIC:
        return "ru";
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
        return "en";
    default:
        return NULL;
    }
}
