/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The control words of RTF that an extractor needs to know, and what each of them does. */
#ifndef TV_RTF_WORDS_H
#define TV_RTF_WORDS_H

/* Where text goes: into the document or elsewhere. */
enum tv_rtf_destination {
    TV_RTF_BODY,
    TV_RTF_SKIPPED,
    TV_RTF_FONTS,
    TV_RTF_STYLES,
    TV_RTF_LABEL, /* of a list item */
    TV_RTF_INFO,
    TV_RTF_TITLE,
    TV_RTF_AUTHOR,
    TV_RTF_CREATED,
};

enum tv_rtf_action {
    TV_RTF_CHARACTER, /* .text */
    TV_RTF_SKIP,      /* a destination that is not read */
    TV_RTF_READ,      /* a destination that is: .value */
    TV_RTF_ENTER,     /* a destination that is part of the text, even if starred */
    TV_RTF_APART,
    TV_RTF_TWICE, /* \upr: what it says comes twice, the second time in Unicode */
    TV_RTF_PAR,
    TV_RTF_CELL_END,
    TV_RTF_ROW_END,
    TV_RTF_NESTED_CELL_END,
    TV_RTF_NESTED_ROW_END,
    TV_RTF_PARD,
    TV_RTF_PLAIN,
    TV_RTF_SET_CODE_PAGE,
    TV_RTF_FIXED_CODE_PAGE, /* .value */
    TV_RTF_CHARSET,
    TV_RTF_FONT,
    TV_RTF_DEFAULT_FONT,
    TV_RTF_STYLE,
    TV_RTF_OUTLINE,
    TV_RTF_HIDDEN,
    TV_RTF_DELETED,
    TV_RTF_IN_TABLE,
    TV_RTF_NESTING,
    TV_RTF_LIST,
    TV_RTF_LIST_LEVEL,
    TV_RTF_UNICODE,
    TV_RTF_UNICODE_SKIP,
    TV_RTF_YEAR,
    TV_RTF_MONTH,
    TV_RTF_DAY,
};

struct tv_rtf_word {
    const char *word;
    enum tv_rtf_action action;
    int value;
    const char *text;
};

/* NULL for a word that is not known. */
const struct tv_rtf_word *tv_rtf_word_of(const char *word);

#endif
