/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The control words of RTF that an extractor needs to know, and what each of them does. */
#ifndef TV_RTF_WORDS_H
#define TV_RTF_WORDS_H

/* Where text goes: into the document or elsewhere. */
enum rtf_destination {
    RTF_BODY,
    RTF_SKIPPED,
    RTF_FONTS,
    RTF_STYLES,
    RTF_LABEL, /* of a list item */
    RTF_INFO,
    RTF_TITLE,
    RTF_AUTHOR,
    RTF_CREATED,
};

enum rtf_action {
    RTF_CHARACTER, /* .text */
    RTF_SKIP,      /* a destination that is not read */
    RTF_READ,      /* a destination that is: .value */
    RTF_ENTER,     /* a destination that is part of the text, even if starred */
    RTF_APART,
    RTF_TWICE, /* \upr: what it says comes twice, the second time in Unicode */
    RTF_PAR,
    RTF_CELL_END,
    RTF_ROW_END,
    RTF_NESTED_CELL_END,
    RTF_NESTED_ROW_END,
    RTF_PARD,
    RTF_PLAIN,
    RTF_SET_CODE_PAGE,
    RTF_FIXED_CODE_PAGE, /* .value */
    RTF_CHARSET,
    RTF_FONT,
    RTF_DEFAULT_FONT,
    RTF_STYLE,
    RTF_OUTLINE,
    RTF_HIDDEN,
    RTF_DELETED,
    RTF_IN_TABLE,
    RTF_NESTING,
    RTF_LIST,
    RTF_LIST_LEVEL,
    RTF_UNICODE,
    RTF_UNICODE_SKIP,
    RTF_YEAR,
    RTF_MONTH,
    RTF_DAY,
};

struct rtf_word {
    const char *word;
    enum rtf_action action;
    int value;
    const char *text;
};

/* NULL for a word that is not known. */
const struct rtf_word *rtf_word_of(const char *word);

#endif
