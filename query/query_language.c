/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The query language, told to people (query_language.h). What it says, wording.c, fields.c and
 * languages.c do. */
#include "query_language.h"

const char tv_query_language[] =
    "The query language of travaux search\n\n"
    "  computer data            passages with these words, the best first; not all are required\n"
    "  \"stored data\"            these words in this order\n"
    "  data AND NOT traffic     AND, OR, NOT in capitals, and brackets; +word -word\n"
    "  data NEAR/5 seizure      two words at most 5 apart\n"
    "  cyber*                   words that begin so (the 100 most frequent; 16 at most)\n"
    "  art. 35(1)(c)            articles of this number come first\n"
    "  A/AC.291/22/Rev.3        the document with this symbol comes first\n\n"
    "  title:corruption         a word of the document's title\n"
    "  article:19               only articles 19\n"
    "  symbol:S/RES/2551        only documents with this symbol, of any year\n"
    "  state:France             whose document it is: name, adjective or code\n"
    "  kind:draft               treaty, draft, position, news, record\n"
    "  language:es              of the passage: name or code\n"
    "  date:2021..2022-06       of the document; date:2022, date:2022.. and date:..2022 too\n"
    "                           (quote a value with blanks: state:\"South Africa\")\n\n"
    "A field that is given several times means any of its values; different fields must all "
    "fit.\n\n"
    "Abbreviations and synonyms of the field (CSAM, child sexual abuse material) and other names\n"
    "of states (Burma, Myanmar) are found for each other, and count less than what was typed;\n"
    "--as-typed turns that off. --translate finds them in other languages.\n\n"
    "Words are found by their stems (seize finds seizure's relatives: seizes, seized), in\n"
    "quotation marks as they stand. The stems are those of the language of the question:\n"
    "--language says it; else its script and, where they are enough to tell, its words do, and\n"
    "what is written in Latin letters is taken for English as well. Passages in other languages\n"
    "are found by the words as they stand, and count a little less. Chinese and Japanese need no\n"
    "blanks between words. Very frequent words (the, of) are left out where there are others.\n\n"
    "man travaux-query says more.\n";
