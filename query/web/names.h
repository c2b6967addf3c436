/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names: what people call the codes that facets, filters and facts have. */
#ifndef TV_NAMES_H
#define TV_NAMES_H

#include "../search.h"
#include "corpus/facts.h"

/* "Position", for one document; "Positions", for the kind. */
const char *tv_kind_label(enum tv_kind kind);
const char *tv_kinds_label(enum tv_kind kind);

/* What a facet is called: "Kind" ... */
const char *tv_facet_label(enum tv_facet_kind facet);

/* The English name of a facet's value: "Positions" for "position", "Brazil" for "BRA", "French" for
 * "fr"; the value itself where it has none. */
const char *tv_value_label(enum tv_facet_kind facet, const char *value,
                           char buffer[TV_LANGUAGE_NAME_SIZE]);

#endif
