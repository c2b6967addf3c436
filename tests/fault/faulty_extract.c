/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-extract with a parser that breaks when it is told to, to test what stands around it: linked
 * with --wrap, so that all else is the program's own. A member that begins with "FAULT WHERE WHAT",
 * or is named fault-header-WHAT, breaks what reads it.
 *
 * WHERE: unpack (libarchive, while the member is read), open (whatever looks at its first bytes to see
 * what it is), parse (its extractor), manifest (what reads it as such). WHAT: abort; hang; allocate; open, connect, fork, exec (what a
 * sandbox forbids); rest (until it is sent SIGCONT); flood (send much more than a document), deaf (refuse, and never listen again);
 * garble, without-file, out-of-turn, nonsense (send what no worker sends). */
#include "corpus/memory.h"
#include "indexer/channel.h"
#include "indexer/extraction.h"
#include "indexer/manifest.h"
#include "indexer/worker.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

la_ssize_t __real_archive_read_data(struct archive *a, void *bytes, size_t size);
la_ssize_t __wrap_archive_read_data(struct archive *a, void *bytes, size_t size);
int __real_archive_read_next_header(struct archive *a, struct archive_entry **ret);
int __wrap_archive_read_next_header(struct archive *a, struct archive_entry **ret);
bool __real_tv_is_mail(const struct tv_member *member);
bool __wrap_tv_is_mail(const struct tv_member *member);
bool __real_tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                              struct tv_error *err);
bool __wrap_tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                              struct tv_error *err);

void __real_tv_manifest_read(struct tv_manifest *m, const struct tv_member *file,
                             const char *folder);
void __wrap_tv_manifest_read(struct tv_manifest *m, const struct tv_member *file,
                             const char *folder);

static void hang(void)
{
    for (volatile bool forever = true; forever;)
        ;
}

static void allocate(void)
{
    for (;;)
        memset(tv_alloc(16 << 20), 1, 16 << 20);
}

/* What goes through says so by its exit status, which the test sees in the reason. */
enum { GOT_THROUGH = 99 };

static void open_file(void)
{
    _exit(open("/etc/passwd", O_RDONLY) < 0 ? 0 : GOT_THROUGH);
}

static void connect_out(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    (void)!connect(fd, (struct sockaddr *)&address, sizeof address);
    _exit(GOT_THROUGH);
}

static void fork_off(void)
{
    _exit(fork() < 0 ? 0 : GOT_THROUGH);
}

static void execute(void)
{
    execl("/bin/false", "false", (char *)NULL);
    _exit(GOT_THROUGH);
}

/* What no worker sends. */
static void send_raw(const void *bytes, size_t size)
{
    if (write(TV_WORKER_FD, bytes, size) == (ssize_t)size)
        hang();
    _exit(GOT_THROUGH);
}

static void garble(void)
{
    send_raw("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9);
}

static void send_without_file(void)
{
    static const uint32_t header[] = {TV_FRAME_MEMBER, 0};
    send_raw(header, sizeof header);
}

static void send_out_of_turn(void)
{
    static const uint32_t header[] = {TV_FRAME_READ + 100, 0};
    send_raw(header, sizeof header);
}

static void send_nonsense(void)
{
    static const uint32_t document[] = {TV_FRAME_DOCUMENT, 8, 0x55555555, 0xFFFFFFFF};
    send_raw(document, sizeof document);
}

static void rest(void)
{
    raise(SIGSTOP);
}

static void flood(void)
{
    static const char nothing[1 << 20];
    static const uint32_t document[] = {TV_FRAME_DOCUMENT, 50 << 20};
    bool sent = write(TV_WORKER_FD, document, sizeof document) == sizeof document;
    for (uint32_t left = document[1]; sent && left > 0;) {
        ssize_t n = write(TV_WORKER_FD, nothing, left < sizeof nothing ? left : sizeof nothing);
        sent = n > 0;
        left -= (uint32_t)n;
    }
    _exit(0);
}

static void be_deaf(void)
{
    static const uint32_t failed[] = {TV_FRAME_FAILED, 0};
    send_raw(failed, sizeof failed);
}

static const struct {
    const char *name;
    void (*act)(void);
} faults[] = {
    {"abort", abort},
    {"hang", hang},
    {"allocate", allocate},
    {"open", open_file},
    {"fork", fork_off},
    {"connect", connect_out},
    {"exec", execute},
    {"rest", rest},
    {"flood", flood},
    {"deaf", be_deaf},
    {"garble", garble},
    {"without-file", send_without_file},
    {"out-of-turn", send_out_of_turn},
    {"nonsense", send_nonsense},
};

static void act(const char *what)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strncmp(what, faults[i].name, strlen(faults[i].name)) == 0)
            faults[i].act();
}

static void look(const void *bytes, size_t size, const char *where)
{
    char head[32] = "", prefix[24];
    memcpy(head, bytes ? bytes : "", size < sizeof head - 1 ? size : sizeof head - 1);
    snprintf(prefix, sizeof prefix, "FAULT %s ", where);
    if (strncmp(head, prefix, strlen(prefix)) == 0)
        act(head + strlen(prefix));
}

la_ssize_t __wrap_archive_read_data(struct archive *a, void *bytes, size_t size)
{
    la_ssize_t n = __real_archive_read_data(a, bytes, size);
    if (n > 0)
        look(bytes, (size_t)n, "unpack");
    return n;
}

int __wrap_archive_read_next_header(struct archive *a, struct archive_entry **ret)
{
    int status = __real_archive_read_next_header(a, ret);
    const char *name = status == ARCHIVE_OK ? archive_entry_pathname(*ret) : NULL;
    const char *fault = name ? strstr(name, "fault-header-") : NULL;
    if (fault)
        act(fault + strlen("fault-header-"));
    return status;
}

bool __wrap_tv_is_mail(const struct tv_member *member)
{
    look(member->bytes, member->size, "open");
    return __real_tv_is_mail(member);
}

bool __wrap_tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                              struct tv_error *err)
{
    look(member->bytes, member->size, "parse");
    return __real_tv_extract_member(member, x, err);
}

void __wrap_tv_manifest_read(struct tv_manifest *m, const struct tv_member *file,
                             const char *folder)
{
    look(file->bytes, file->size, "manifest");
    __real_tv_manifest_read(m, file, folder);
}
