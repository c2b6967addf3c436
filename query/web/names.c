/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names (names.h). */
#include "names.h"

#include "corpus/states.h"

#include <assert.h>

static const char *const kinds[TV_KIND_COUNT][2] = {
    [TV_KIND_RECORD] = {"Record", "Records"}, [TV_KIND_TREATY] = {"Treaty", "Treaties"},
    [TV_KIND_DRAFT] = {"Draft", "Drafts"},    [TV_KIND_POSITION] = {"Position", "Positions"},
    [TV_KIND_NEWS] = {"News", "News"},
};

static const char *const facets[] = {
    [TV_FACET_KIND] = "Kind",
    [TV_FACET_STATE] = "State",
    [TV_FACET_LANGUAGE] = "Language",
    [TV_FACET_YEAR] = "Year",
};
static_assert(sizeof facets / sizeof *facets == TV_FACET_COUNT, "a facet has no name");

const char *tv_kind_label(enum tv_kind kind)
{
    return kinds[kind][0];
}

const char *tv_kinds_label(enum tv_kind kind)
{
    return kinds[kind][1];
}

const char *tv_facet_label(enum tv_facet_kind facet)
{
    return facets[facet];
}

const char *tv_value_label(enum tv_facet_kind facet, const char *value,
                           char buffer[TV_LANGUAGE_NAME_SIZE])
{
    const char *name = NULL;
    if (facet == TV_FACET_KIND && tv_kind_of(value) != TV_KIND_COUNT)
        name = tv_kinds_label(tv_kind_of(value));
    else if (facet == TV_FACET_STATE)
        name = tv_state_name(value, "en");
    else if (facet == TV_FACET_LANGUAGE)
        name = tv_language_name(value, buffer);
    return name ? name : value;
}
