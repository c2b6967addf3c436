/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Folding (fold.h): canonical decomposition, lower case, marks dropped, then a few letters that
 * Unicode does not decompose. tools/make-states does the same. */
#include "fold.h"

#include "corpus/utf8.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

bool tv_is_han(int32_t c)
{
    return c >= 0x3400 && c <= 0x9fff;
}

/* Letters that have no decomposition and yet are written for each other. */
static const char *plain(int32_t c)
{
    switch (c) {
    case 0xdf:
        return "ss";
    case 0xf8:
        return "o";
    case 0x111:
        return "d";
    case 0x142:
        return "l";
    case 0x131:
        return "i";
    case 0xe6:
        return "ae";
    case 0x153:
        return "oe";
    case 0x649: /* alef maksura, as many write the last yeh */
    case 0x6cc: /* Farsi yeh */
        return "ي";
    case 0x6a9: /* keheh */
        return "ك";
    case 0x629: /* teh marbuta */
        return "ه";
    case 0x671: /* alef wasla */
        return "ا";
    case 0x640: /* tatweel */
        return "";
    default:
        return NULL;
    }
}

static size_t put_folded(char *ret_bytes, int32_t c)
{
    c = u_tolower(c);
    const char *p = plain(c);
    if (p) {
        size_t n = strlen(p);
        memcpy(ret_bytes, p, n);
        return n;
    }
    if (u_charType(c) == U_NON_SPACING_MARK)
        return 0;
    bool kept = U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_N_MASK);
    return tv_utf8_put(ret_bytes, kept ? c : ' ');
}

/* The canonical decomposition of c: its length, 0 where it has none. */
static int32_t decompose(int32_t c, UChar ret_units[8])
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
    if (U_FAILURE(error))
        return 0;
    int32_t n = unorm2_getDecomposition(nfc, c, ret_units, 8, &error);
    return U_SUCCESS(error) && n > 0 ? n : 0;
}

/* Characters that need not be looked up, for speed: ASCII, Cyrillic but for the short i, Arabic
 * letters, Han. (Hangul syllables stay whole.) */
static bool is_whole(int32_t c)
{
    if (c >= 0x410 && c <= 0x44f)
        return c != 0x419 && c != 0x439;
    return c < 0x80 || (c >= 0x627 && c <= 0x64a) || tv_is_han(c) || (c >= 0xac00 && c < 0xd7a4);
}

/* The folded letter where that needs no looking up: ASCII, Russian, Han; 0 for any other character. */
static int32_t fold_simply(int32_t c)
{
    if (c >= 'a' && c <= 'z')
        return c;
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c >= '0' && c <= '9' ? c : ' ';
    if (c >= 0x410 && c <= 0x44f && c != 0x419 && c != 0x439)
        return c < 0x430 ? c + 0x20 : c;
    return tv_is_han(c) ? c : 0;
}

size_t tv_fold_char(char ret_bytes[TV_FOLD_MAX], int32_t c)
{
    int32_t simple = fold_simply(c);
    if (simple)
        return tv_utf8_put(ret_bytes, simple);
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0; /* full width */
    if (is_whole(c))
        return put_folded(ret_bytes, c);
    UChar units[8];
    int32_t n = decompose(c, units);
    if (!n)
        return put_folded(ret_bytes, c);
    size_t out = 0;
    for (int32_t i = 0; i < n && out + 4 <= TV_FOLD_MAX;) {
        int32_t d = units[i++];
        if (U16_IS_LEAD(d) && i < n)
            d = U16_GET_SUPPLEMENTARY(d, units[i++]);
        out += put_folded(ret_bytes + out, d);
    }
    return out;
}

/* Whether a byte may begin a letter of a Latin script that is not in ASCII. */
static bool may_begin_latin(unsigned char byte)
{
    return (byte >= 0xc3 && byte <= 0xc9) || byte == 0xe1;
}

static bool is_beyond_ascii(int32_t c)
{
    return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x1e00 && c <= 0x1eff);
}

static bool is_ascii(const char *text, size_t n)
{
    uint64_t bits = 0;
    for (uint64_t eight; n >= sizeof eight; text += sizeof eight, n -= sizeof eight) {
        memcpy(&eight, text, sizeof eight);
        bits |= eight;
    }
    for (; n; n--)
        bits |= (unsigned char)*text++;
    return !(bits & UINT64_C(0x8080808080808080));
}

size_t tv_fold_latin(const char *text, size_t n, char *ret_bytes)
{
    size_t first = 0, out = 0;
    bool folded = false;
    if (is_ascii(text, n)) /* as most words are */
        return 0;
    while (first < n && !may_begin_latin((unsigned char)text[first]))
        first++;
    for (size_t i = 0; first < n && i < n && out < n;) {
        size_t at = i;
        int32_t c = tv_utf8_next(text, n, &i);
        if (is_beyond_ascii(c)) {
            out += tv_fold_char(ret_bytes + out, c);
            folded |= out < i - at || memcmp(ret_bytes + out - (i - at), text + at, i - at) != 0;
        } else if (c < 0x80) {
            ret_bytes[out++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        } else {
            memcpy(ret_bytes + out, text + at, i - at);
            out += i - at;
        }
    }
    return folded ? out : 0;
}
