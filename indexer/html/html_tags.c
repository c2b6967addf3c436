/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The elements of HTML (html_tags.h), found by name in a small hash table. */
#include "html_tags.h"

#include <ctype.h>
#include <pthread.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned kinds;
} tags[HTML_TAG_COUNT] = {{"", 0},
#define HTML_ENTRY(name, kinds) {#name, kinds},
                          HTML_TAGS(HTML_ENTRY)
#undef HTML_ENTRY
};

enum { SLOTS = 512, LONGEST = 10 };

static uint8_t slots[SLOTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned slot_of(const char *name, size_t n)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (uint8_t)name[i]) * 16777619u;
    return (hash ^ hash >> 15) % SLOTS;
}

static void fill_slots(void)
{
    for (unsigned tag = 1; tag < HTML_TAG_COUNT; tag++) {
        unsigned slot = slot_of(tags[tag].name, strlen(tags[tag].name));
        while (slots[slot])
            slot = (slot + 1) % SLOTS;
        slots[slot] = (uint8_t)tag;
    }
}

enum html_tag html_tag_of(const char *name, size_t n)
{
    char lower[LONGEST + 1];
    if (n > LONGEST)
        return HTML_OTHER;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    lower[n] = '\0';
    pthread_once(&once, fill_slots);
    unsigned slot = slot_of(lower, n);
    for (; slots[slot]; slot = (slot + 1) % SLOTS)
        if (strcmp(tags[slots[slot]].name, lower) == 0)
            return slots[slot];
    return HTML_OTHER;
}

unsigned html_kinds(enum html_tag tag)
{
    return tags[tag].kinds;
}
