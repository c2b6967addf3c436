/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Assets (assets.h); tools/make-assets makes the table. */
#include "assets.h"

#include <string.h>

static const struct tv_asset assets[] = {
#include "assets.inc"
};

const struct tv_asset *tv_asset_find(const char *name)
{
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (strcmp(assets[i].name, name) == 0)
            return &assets[i];
    return NULL;
}
