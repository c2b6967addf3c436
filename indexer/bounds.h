/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Limits: how much a hostile archive can make Travaux do. Each stands here with its reason, and the
 * larger ones can be set by an option of `travaux index` and `travaux extract`. */
#ifndef TV_BOUNDS_H
#define TV_BOUNDS_H

#include <stddef.h>
#include <stdint.h>

struct tv_limits {
    uint64_t member_size; /* bytes of one member: what one worker may hold in memory */
    uint64_t total_size;  /* bytes of all members of one archive, inner archives' included */
    uint64_t ratio;       /* those bytes, as a multiple of the archive's own; see TV_FREE_BYTES */
    uint64_t members;     /* in one archive, inner archives' included */
    uint64_t path;        /* bytes of a member's path */
    uint64_t passages;    /* of a document */
    unsigned depth;       /* archives within archives: 1 is none within the archive itself */
    unsigned seconds;     /* that a worker may take for one member */
    unsigned faults;      /* members of one archive that may break their reader */
    uint64_t memory;      /* bytes that a worker may allocate */
};

#define TV_LIMITS_DEFAULT                                                                        \
    {                                                                                            \
        .member_size = UINT64_C(256) << 20,   /* the largest treaty bodies are about 100 MB */   \
            .total_size = UINT64_C(64) << 30, /* a year of a newsroom's crawl */                 \
            .ratio = 200,                /* text by xz: 10; tables, logs: 50; a bomb: 1,000 */   \
            .members = 10 * 1000 * 1000, /* at about 500 bytes each in the ledger: 5 GB */       \
            .path = 4096,                /* as PATH_MAX */                                       \
            .passages = 100 * 1000,      /* 25 times the longest of 3,000 treaties */            \
            .depth = 4,                  /* a zip in a tar.gz in a mail is 3 */                  \
            .memory = UINT64_C(4) << 30, /* a member, unpacked and parsed, with room to spare */ \
            .seconds = 60,               /* 600 pages take about one */                          \
            .faults = 100,               /* each reads the archive anew up to there */           \
    }

/* Bytes that any archive may unpack to, whatever its size: no harm, and little files compress well. */
static const uint64_t TV_FREE_BYTES = UINT64_C(64) << 20;

enum {
    TV_FINGERPRINT_SIZE = 32, /* bytes of what names an attempt (members.h): a SHA-256 */
    TV_MAX_FRAME = 256 << 20, /* bytes of one message of a worker: 100,000 passages of 2 KiB fit */
    TV_CPU_FACTOR = 10,       /* times `seconds`, of a processor, until the kernel ends a worker */
};

#endif
