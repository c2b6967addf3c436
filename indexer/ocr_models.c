/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the models of tesseract are (ocr.h); by itself, so that who only asks links no tesseract. */
#include "corpus/memory.h"
#include "corpus/paths.h"
#include "ocr.h"

#include <stdlib.h>
#include <unistd.h>

/* By tesseract's names, in the order of ocr_tesseract.c. */
const char *const tv_ocr_names[TV_OCR_MODELS] = {"eng", "fra", "spa",    "deu",
                                                 "rus", "ara", "chi_sim"};

static bool has_model(const char *folder)
{
    bool any = false;
    for (size_t i = 0; i < TV_OCR_MODELS && !any; i++) {
        char *path = tv_printf("%s/%s.traineddata", folder, tv_ocr_names[i]);
        any = access(path, R_OK) == 0;
        free(path);
    }
    return any;
}

const char *tv_ocr_folder(struct tv_error *err)
{
    static const char *const folders[] = {"/usr/share/tesseract-ocr/5/tessdata",
                                          "/usr/share/tesseract-ocr/4.00/tessdata",
                                          "/usr/share/tessdata"};
    const char *own = getenv("TESSDATA_PREFIX");
    if (own && has_model(own))
        return own;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !own; i++)
        if (has_model(folders[i]))
            return folders[i];
    tv_fail(err, TV_NOT_FOUND,
            "--ocr: no model of tesseract in %s (install tesseract-ocr-eng or others, or set "
            "TESSDATA_PREFIX)",
            own ? own : folders[0]);
    return NULL;
}

char *tv_ocr_program(struct tv_error *err)
{
    char *program = tv_program_path("travaux-extract-ocr");
    if (access(program, X_OK) == 0 && tv_ocr_folder(err)) {
        setenv("OMP_THREAD_LIMIT", "1", 1); /* there is a worker for each processor already */
        return program;
    }
    if (access(program, X_OK) < 0)
        tv_fail(err, TV_USAGE, "--ocr: this Travaux was built without OCR (meson's option ocr)");
    free(program);
    return NULL;
}
