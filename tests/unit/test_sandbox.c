/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each wall is tried by a process that is shut in: its exit status says how it went. */
#include "check.h"

#include "indexer/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STOPPED = 10, GOT_THROUGH = 11, NOT_SHUT_IN = 12 };

static const uint64_t memory = UINT64_C(1) << 30, file = 1 << 20;

/* The exit status of a process that is shut in and tries; STOPPED, too, if that killed it. */
static int try(int (*attempt)(void))
{
    struct tv_error err = {0};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(tv_sandbox_enter(memory, file, &err) ? attempt() : NOT_SHUT_IN);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? STOPPED : WEXITSTATUS(status);
}

static int open_a_file(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 ? STOPPED : GOT_THROUGH;
}

static int write_a_file(void)
{
    return open("/tmp/travaux-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0 ? STOPPED : GOT_THROUGH;
}

static int connect_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return STOPPED;
    return connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno == EPERM
               ? STOPPED
               : GOT_THROUGH;
}

/* The same for a server that may read what is below /usr. */
static int try_as_server(int (*attempt)(void))
{
    static const char *const folders[] = {"/usr"};
    struct tv_error err = {0};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(tv_sandbox_enter_server(folders, 1, &err) ? attempt() : NOT_SHUT_IN);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? STOPPED : WEXITSTATUS(status);
}

/* The same for a starter of programs that may read what is below /var/lib. */
static int try_as_starter(int (*attempt)(void))
{
    static const char *const folders[] = {"/var/lib"};
    struct tv_error err = {0};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(tv_sandbox_enter_starter(folders, 1, "/bin/true", &err) ? attempt() : NOT_SHUT_IN);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? STOPPED : WEXITSTATUS(status);
}

static int start_a_process(void)
{
    return fork() < 0 ? STOPPED : GOT_THROUGH;
}

static int execute(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return STOPPED;
}

static int allocate_without_bound(void)
{
    for (int i = 0; i < 64; i++)
        if (mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
            MAP_FAILED)
            return STOPPED;
    return GOT_THROUGH;
}

static int write_without_bound(void)
{
    static char block[1 << 16];
    signal(SIGXFSZ, SIG_IGN);
    int fd = memfd_create("test", 0);
    for (int i = 0; fd >= 0 && i < 64; i++)
        if (write(fd, block, sizeof block) != sizeof block)
            return STOPPED;
    return GOT_THROUGH;
}

static int do_a_parsers_work(void)
{
    char *p = malloc(10 << 20);
    int fd = memfd_create("test", 0);
    if (!p || fd < 0 || write(fd, "x", 1) != 1)
        return NOT_SHUT_IN;
    memset(p, 1, 10 << 20);
    return GOT_THROUGH;
}

static void files_cannot_be_opened(void **state)
{
    (void)state;
    if (tv_sandbox_missing() == (TV_SANDBOX_LANDLOCK | TV_SANDBOX_SECCOMP))
        return;
    assert_int_equal(try(open_a_file), STOPPED);
    assert_int_equal(try(write_a_file), STOPPED);
}

static void networks_and_processes_are_out_of_reach(void **state)
{
    (void)state;
    if (tv_sandbox_missing() & TV_SANDBOX_SECCOMP)
        return;
    assert_int_equal(try(connect_somewhere), STOPPED);
    assert_int_equal(try(start_a_process), STOPPED);
    assert_int_equal(try(execute), STOPPED);
    assert_int_equal(try(allocate_without_bound), STOPPED);
}

static void files_in_memory_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(try(write_without_bound), STOPPED);
}

static void what_a_parser_needs_is_left(void **state)
{
    (void)state;
    assert_int_equal(try(do_a_parsers_work), GOT_THROUGH);
}

static int run_a_program(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? GOT_THROUGH : STOPPED;
}

static int read_below_a_folder(void)
{
    return open("/var/lib/dpkg/status", O_RDONLY) >= 0 ? GOT_THROUGH : STOPPED;
}

static void a_starter_runs_programs_and_reads_its_folders_alone(void **state)
{
    (void)state;
    assert_int_equal(try_as_starter(run_a_program), GOT_THROUGH);
    assert_int_equal(try_as_starter(read_below_a_folder), GOT_THROUGH);
    if (!(tv_sandbox_missing() & TV_SANDBOX_LANDLOCK)) {
        assert_int_equal(try_as_starter(open_a_file), STOPPED);
        assert_int_equal(try_as_starter(write_a_file), STOPPED);
    }
    if (!(tv_sandbox_missing() & TV_SANDBOX_SECCOMP))
        assert_int_equal(try_as_starter(connect_somewhere), STOPPED);
}

static int read_below_usr(void)
{
    return open("/usr/include/stdio.h", O_RDONLY) >= 0 ? GOT_THROUGH : STOPPED;
}

static int write_below_usr(void)
{
    return open("/usr/travaux-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0 ? STOPPED : GOT_THROUGH;
}

static void *end(void *argument)
{
    return argument;
}

static int start_a_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, end, NULL) != 0 || pthread_join(thread, NULL) != 0)
        return STOPPED;
    return GOT_THROUGH;
}

static void a_server_reads_below_its_folders_and_nothing_else(void **state)
{
    (void)state;
    if (tv_sandbox_missing() & TV_SANDBOX_LANDLOCK)
        return;
    assert_int_equal(try_as_server(read_below_usr), GOT_THROUGH);
    assert_int_equal(try_as_server(open_a_file), STOPPED);
    assert_int_equal(try_as_server(write_below_usr), STOPPED);
    assert_int_equal(try_as_server(write_a_file), STOPPED);
}

static void a_server_starts_threads_and_no_processes(void **state)
{
    (void)state;
    assert_int_equal(try_as_server(start_a_thread), GOT_THROUGH);
    if (tv_sandbox_missing() & TV_SANDBOX_SECCOMP)
        return;
    assert_int_equal(try_as_server(start_a_process), STOPPED);
    assert_int_equal(try_as_server(execute), STOPPED);
    assert_int_equal(try_as_server(connect_somewhere), STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_cannot_be_opened),
        cmocka_unit_test(networks_and_processes_are_out_of_reach),
        cmocka_unit_test(files_in_memory_are_bounded),
        cmocka_unit_test(a_starter_runs_programs_and_reads_its_folders_alone),
        cmocka_unit_test(what_a_parser_needs_is_left),
        cmocka_unit_test(a_server_reads_below_its_folders_and_nothing_else),
        cmocka_unit_test(a_server_starts_threads_and_no_processes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
