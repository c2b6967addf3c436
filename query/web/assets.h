/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Assets: the files of static/, compiled into the program. */
#ifndef TV_ASSETS_H
#define TV_ASSETS_H

#include <stddef.h>

struct tv_asset {
    const char *name; /* "page.css" */
    const char *type; /* "text/css; charset=utf-8" */
    const char *url;  /* "/static/page.css?v=0123456789abcdef": changes with its bytes */
    const char *bytes;
    size_t size;
};

/* NULL where there is none of this name. */
const struct tv_asset *tv_asset_find(const char *name);

#endif
