/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCR by tesseract (ocr.h). Models are mapped before the sandbox closes, and an engine is made of one
 * when it is first needed. */
#include "corpus/facts.h"
#include "corpus/utf8.h"
#include "ocr.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tesseract/capi.h>
#include <unicode/uchar.h>
#include <unistd.h>

enum {
    MIN_CONFIDENCE = 40, /* per cent: what is read with less is a picture, or dirt */
    MIN_SAMPLE = 80,     /* bytes that a language is told from */
    SURE_SCRIPT = 1,     /* what tesseract calls the confidence of a script or way up */
};

void (*tv_ocr_alive)(void);

static struct model {
    const char *name, *language; /* tesseract's, ISO 639-1 */
    const char *script;          /* as tesseract calls it; NULL: it tells scripts */
    void *bytes;
    size_t size;
    TessBaseAPI *engine;
} models[] = {
    {"eng", "en", "Latin", NULL, 0, NULL},    {"fra", "fr", "Latin", NULL, 0, NULL},
    {"spa", "es", "Latin", NULL, 0, NULL},    {"deu", "de", "Latin", NULL, 0, NULL},
    {"rus", "ru", "Cyrillic", NULL, 0, NULL}, {"ara", "ar", "Arabic", NULL, 0, NULL},
    {"chi_sim", "zh", "Han", NULL, 0, NULL},  {"osd", "", NULL, NULL, 0, NULL},
};
enum { N_MODELS = sizeof models / sizeof *models };

static FILE *nowhere;

/* Loading. */

static bool load_from(const char *folder)
{
    bool any = false;
    for (size_t i = 0; i < N_MODELS; i++) {
        struct stat st;
        char *path = tv_printf("%s/%s.traineddata", folder, models[i].name);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        free(path);
        if (fd < 0)
            continue;
        void *bytes = fstat(fd, &st) == 0 && st.st_size > 0
                          ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
                          : MAP_FAILED;
        close(fd);
        if (bytes == MAP_FAILED)
            continue;
        models[i].bytes = bytes;
        models[i].size = (size_t)st.st_size;
        any |= models[i].script != NULL;
    }
    return any;
}

bool tv_ocr_load(struct tv_error *err)
{
    const char *folder = tv_ocr_folder(err);
    nowhere = fopen("/dev/null", "we");
    return folder && (nowhere || tv_fail(err, TV_IO, "/dev/null: %s", strerror(errno))) &&
           (load_from(folder) ||
            tv_fail(err, TV_IO, "%s: the models of tesseract cannot be read", folder));
}

bool tv_ocr_is_loaded(void)
{
    bool any = false;
    for (size_t i = 0; i < N_MODELS; i++)
        any |= models[i].bytes && models[i].script;
    return any;
}

/* The model's engine, made when it is first asked for; NULL if there is none. */
static TessBaseAPI *engine_of(struct model *m)
{
    if (!m || !m->bytes || m->engine)
        return m ? m->engine : NULL;
    stderr = nowhere; // NOLINT: tesseract says there what is of use to nobody
    m->engine = TessBaseAPICreate();
    if (TessBaseAPIInit5(m->engine, m->bytes, (int)m->size, m->name, OEM_DEFAULT, NULL, 0, NULL,
                         NULL, 0, false) == 0)
        return m->engine;
    TessBaseAPIDelete(m->engine);
    m->engine = NULL;
    m->bytes = NULL;
    return NULL;
}

static struct model *model_for(const char *language)
{
    for (size_t i = 0; language && i < N_MODELS; i++)
        if (models[i].bytes && strcmp(models[i].language, language) == 0)
            return &models[i];
    return NULL;
}

/* The first model of a script. */
static struct model *model_of_script(const char *script)
{
    for (size_t i = 0; script && i < N_MODELS; i++)
        if (models[i].bytes && models[i].script && strcmp(models[i].script, script) == 0)
            return &models[i];
    return NULL;
}

static void set_image(TessBaseAPI *engine, const struct tv_ocr_image *image)
{
    TessBaseAPISetPageSegMode(engine, PSM_AUTO);
    TessBaseAPISetImage(engine, image->pixels, image->width, image->height, 1, image->width);
    TessBaseAPISetSourceResolution(engine, TV_OCR_DPI);
    if (tv_ocr_alive)
        tv_ocr_alive();
}

/* Which way up, and in which script. */

unsigned tv_ocr_turn(struct tv_ocr_pages *pages, const struct tv_ocr_image *image)
{
    TessBaseAPI *engine = engine_of(&models[N_MODELS - 1]);
    int degrees = 0;
    float upright = 0, sure = 0;
    const char *script = NULL;
    if (!engine)
        return 0;
    set_image(engine, image);
    if (!TessBaseAPIDetectOrientationScript(engine, &degrees, &upright, &script, &sure))
        degrees = 0;
    struct model *m = sure > SURE_SCRIPT ? model_of_script(script) : NULL;
    const struct model *last = model_for(pages->language);
    if (m && !(last && strcmp(last->script, m->script) == 0))
        pages->language = m->language;
    TessBaseAPIClear(engine);
    return upright > SURE_SCRIPT ? (4 - (unsigned)degrees / 90) % 4 : 0;
}

/* Lines. */

static bool is_rtl(const char *text)
{
    for (size_t i = 0, n = strlen(text); i < n;) {
        UCharDirection direction = u_charDirection(tv_utf8_next(text, n, &i));
        if (direction == U_LEFT_TO_RIGHT)
            return false;
        if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC)
            return true;
    }
    return false;
}

struct lines {
    struct tv_ocr_line *list;
    size_t n, capacity;
    struct tv_arena *arena;
};

static void take_line(struct lines *lines, TessResultIterator *at)
{
    const TessPageIterator *where = TessResultIteratorGetPageIteratorConst(at);
    int x0, y0, x1, y1, left, top, right, bottom, a, b, c, d, font, points = 0;
    BOOL flag;
    if (TessResultIteratorConfidence(at, RIL_TEXTLINE) < MIN_CONFIDENCE ||
        !TessPageIteratorBoundingBox(where, RIL_TEXTLINE, &x0, &y0, &x1, &y1))
        return;
    char *text = TessResultIteratorGetUTF8Text(at, RIL_TEXTLINE);
    if (!text)
        return;
    struct tv_ocr_line line = {.x0 = (float)x0, .x1 = (float)x1, .base = (float)y1};
    if (TessPageIteratorBaseline(where, RIL_TEXTLINE, &a, &b, &c, &d))
        line.base = (float)(b + d) / 2;
    if (TessPageIteratorBoundingBox(where, RIL_WORD, &left, &top, &right, &bottom))
        line.first = (float)(right - left);
    TessResultIteratorWordFontAttributes(at, &flag, &flag, &flag, &flag, &flag, &flag, &points,
                                         &font);
    line.size = points > 0 ? (float)points * TV_OCR_DPI / 72 : (float)(y1 - y0);
    line.rtl = is_rtl(text);
    size_t n = strcspn(text, "\n");
    while (n && text[n - 1] == ' ')
        n--;
    line.text = tv_arena_strndup(lines->arena, text, n);
    TessDeleteText(text);
    if (n) {
        TV_GROW(lines->list, lines->n, lines->capacity);
        lines->list[lines->n++] = line;
    }
}

static bool read_with(struct model *m, const struct tv_ocr_image *image, struct lines *lines)
{
    TessBaseAPI *engine = engine_of(m);
    lines->n = 0;
    if (!engine)
        return false;
    set_image(engine, image);
    TessResultIterator *at =
        TessBaseAPIRecognize(engine, NULL) == 0 ? TessBaseAPIGetIterator(engine) : NULL;
    if (at) {
        do
            take_line(lines, at);
        while (TessResultIteratorNext(at, RIL_TEXTLINE));
        TessResultIteratorDelete(at);
    }
    TessBaseAPIClear(engine);
    return at != NULL;
}

/* The model of the language that the lines are in, where it is another of the same script. */
static struct model *better_model(const struct model *m, const struct lines *lines)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < lines->n; i++)
        tv_buffer_printf(&text, "%s\n", lines->list[i].text);
    const char *language = text.size >= MIN_SAMPLE ? tv_language_in(text.data, text.size) : NULL;
    struct model *other = model_for(language);
    tv_buffer_finish(&text);
    return other && other != m && strcmp(other->script, m->script) == 0 ? other : NULL;
}

size_t tv_ocr_read(struct tv_ocr_pages *pages, const struct tv_ocr_image *image,
                   struct tv_arena *arena, struct tv_ocr_line **ret_lines)
{
    struct lines lines = {.arena = arena};
    struct model *m = model_for(pages->language), *other;
    for (size_t i = 0; i < N_MODELS && !m; i++)
        m = models[i].bytes && models[i].script ? &models[i] : NULL;
    if (m && read_with(m, image, &lines) && (other = better_model(m, &lines))) {
        m = other;
        read_with(m, image, &lines);
    }
    pages->language = m ? m->language : NULL;
    pages->n++;
    *ret_lines = lines.list;
    return lines.n;
}
