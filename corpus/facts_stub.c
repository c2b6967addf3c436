#include "facts.h"
#include "states.h"
#include <string.h>
const char *tv_state_name(const char *code, const char *language)
{
    (void)language;
    return code;
}
bool tv_state_of(const char *name, char ret_code[TV_STATE_SIZE])
{
    (void)name;
    (void)ret_code;
    return false;
}
bool tv_state_in_name(const char *path, char ret_code[TV_STATE_SIZE])
{
    (void)path;
    (void)ret_code;
    return false;
}
const char *tv_symbol_in(struct tv_arena *arena, const char *text)
{
    (void)arena;
    (void)text;
    return NULL;
}
const char *tv_symbol_in_name(struct tv_arena *arena, const char *text)
{
    (void)arena;
    (void)text;
    return NULL;
}
bool tv_date_of(const char *text, char ret_date[11])
{
    if (strlen(text) != 10 || text[4] != '-')
        return false;
    strcpy(ret_date, text);
    return true;
}
bool tv_date_in(const char *text, char ret_date[11], size_t *o)
{
    (void)text;
    (void)ret_date;
    (void)o;
    return false;
}
const char *tv_language_of(const char *name)
{
    return !strcmp(name, "eng") ? "en" : NULL;
}
const char *tv_language_in(const char *t, size_t n)
{
    (void)t;
    (void)n;
    return NULL;
}
