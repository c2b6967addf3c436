/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extraction.h"

static int recognise(const struct tv_member *member)
{
    (void)member;
    return 0;
}

const struct tv_format tv_format_html = {"html", recognise, NULL};
