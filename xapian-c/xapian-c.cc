// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one border between C and Xapian's C++: everything that xapian-c.h declares, in its order.
//
// How it works. Each function of the header hands a lambda to guard(), give() or step(), which run
// it and turn whatever is thrown into a code and a message. Inside a lambda the code is ordinary
// C++ that throws; outside of it nothing can. Answers are copied into an arena that the object
// handed out owns.
//
// What is always true: no exception leaves a function of the header; an xc_error is written only on
// failure and ret_ arguments only on success; no pointer into an exception, an iterator or a
// temporary leaves either. Reference counts inside Xapian are not atomic, so nothing here is shared
// between handles unless the header says so; Query::MatchAll and Query::MatchNothing, which are
// shared by the whole process, are never touched.

#include "xapian-c.h"

#include "sets.h"

#include <xapian.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using std::string;
using std::vector;

// The structs that C knows by name only.

namespace
{

// Memory that only grows and is freed as a whole: what answers are copied into.
class arena
{
    vector<std::unique_ptr<char[]>> blocks;
    char *next = nullptr;
    size_t left = 0;

    static constexpr size_t block_size = 4096;

  public:
    void *take(size_t size)
    {
        size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
        if (size > left) {
            size_t room = std::max(size, block_size);
            std::unique_ptr<char[]> block(new char[room]);
            next = block.get();
            blocks.push_back(std::move(block));
            left = room;
        }
        char *taken = next;
        next += size;
        left -= size;
        return taken;
    }

    // An array of n elements, all zero.
    template <typename T> T *array(size_t n)
    {
        if (n == 0)
            return nullptr;
        if (n > std::numeric_limits<size_t>::max() / 2 / sizeof(T))
            throw std::bad_alloc();
        T *elements = static_cast<T *>(take(n * sizeof(T)));
        std::uninitialized_value_construct_n(elements, n);
        return elements;
    }

    struct xc_str copy(const string &s)
    {
        char *text = static_cast<char *>(take(s.size() + 1));
        memcpy(text, s.data(), s.size());
        text[s.size()] = '\0';
        return {text, s.size()};
    }

    const struct xc_str *copy(const vector<string> &strings)
    {
        struct xc_str *copies = array<struct xc_str>(strings.size());
        for (size_t i = 0; i < strings.size(); i++)
            copies[i] = copy(strings[i]);
        return copies;
    }

    void clear()
    {
        blocks.clear();
        next = nullptr;
        left = 0;
    }
};

} // namespace

struct xc_database {
    Xapian::Database db;
    vector<Xapian::Database> shards; // of db, if they are known and local
    unsigned generation = 0;         // counts what ends streams: reopening, adding
    bool remote = false;             // some of it may be
    std::chrono::steady_clock::time_point deadline = {}; // none
    bool of_writer = false;
    string metadata, suggestion, lower, upper; // the last answers
    arena terms;
    vector<struct xc_frequency> frequencies;
    vector<struct xc_place> places;
    xc::bits matches;
    xc_sets *sets = nullptr;      // that were given to it, ...
    unsigned sets_generation = 0; // ... at this one

    // Those of the revision that it is at; NULL: none.
    xc_sets *usable_sets() const
    {
        return sets_generation == generation ? sets : nullptr;
    }
};

struct xc_document {
    Xapian::Document doc;
    string data, value; // the last answers
    arena values, terms;
};

struct xc_writer {
    Xapian::WritableDatabase db;
    xc_database reader;
    bool closed = false;
    bool in_transaction = false;
};

struct xc_stemmer {
    Xapian::Stem stem;
    string answer;
};

struct xc_termgenerator {
    std::unique_ptr<Xapian::SimpleStopper> stopper; // before generator, which points to it
    Xapian::TermGenerator generator;
    xc_document *document = nullptr;
};

struct xc_query {
    Xapian::Query query;
    string bytes, words; // the last answers
    arena terms;
};

struct xc_terms {
    xc_database *database;
    unsigned generation;
    Xapian::TermIterator next;
    bool of_document, counted; // what it can say of each term
    bool started = false;
    xc_code ended = XC_OK;
    string term = {};
    vector<uint32_t> positions = {};
};

struct xc_postings {
    xc_database *database;
    unsigned generation;
    Xapian::PostingIterator next;
    bool started = false;
    xc_code ended = XC_OK;
};

struct xc_values {
    xc_database *database;
    unsigned generation;
    Xapian::ValueIterator next;
    bool started = false;
    xc_code ended = XC_OK;
    string value = {};
};

namespace
{

struct whole_parsed : xc_parsed {
    xc_query own_query;
    arena memory;
};

struct whole_result : xc_result {
    arena memory;
};

struct whole_expansion : xc_expansion {
    arena memory;
};

struct whole_report : xc_report {
    string own_text;
};

//
// Errors
//

// An error that xapian-c itself finds. It travels like Xapian's own.
struct failure {
    xc_code code;
    string message;
    string context;
    size_t offset = 0;
    size_t length = 0;
    string type = {}, system = {}; // where it stands for one of Xapian's
};

[[noreturn]] void fail(xc_code code, const string &message, const string &context = string())
{
    throw failure{code, message, context};
}

const struct {
    const char *name;
    const char *sentence;
} codes[] = {
    {"XC_OK", "There was no error."},
    {"XC_END", "There is nothing more to read."},
    {"XC_LOCKED", "Another writer has the database open."},
    {"XC_MODIFIED", "The database was changed too often while it was read; try again."},
    {"XC_CORRUPT", "The database is damaged."},
    {"XC_VERSION", "The database was made by another version of Xapian."},
    {"XC_NOT_FOUND", "There is no such database, document or term."},
    {"XC_EXISTS", "There is a database already."},
    {"XC_DISK_FULL", "There is no room left to write."},
    {"XC_IO", "A file could not be opened, read or written."},
    {"XC_NETWORK", "A remote database could not be reached or broke off."},
    {"XC_NETWORK_TIMEOUT", "A remote database did not answer in time."},
    {"XC_PARSE", "The query can not be understood."},
    {"XC_RANGE", "A number is out of range."},
    {"XC_LIMIT", "A limit was passed."},
    {"XC_INVALID_ARGUMENT", "An argument makes no sense."},
    {"XC_INVALID_OPERATION", "This can not be done now."},
    {"XC_UNIMPLEMENTED", "This can not be done with this database or this build of Xapian."},
    {"XC_OUT_OF_MEMORY", "There is no memory left."},
    {"XC_INTERNAL", "Something went wrong inside Xapian."},
    {"XC_TIMEOUT", "It took longer than it may."},
};
static_assert(sizeof codes / sizeof *codes == XC_CODES, "every code has a name and a sentence");

// By name rather than by catch clause, so that a class which a version of Xapian does not have
// costs nothing.
const struct {
    const char *type;
    xc_code code;
} kinds[] = {
    {"AssertionError", XC_INTERNAL},
    {"DatabaseClosedError", XC_INVALID_OPERATION},
    {"DatabaseCorruptError", XC_CORRUPT},
    {"DatabaseCreateError", XC_IO},
    {"DatabaseError", XC_IO},
    {"DatabaseLockError", XC_LOCKED},
    {"DatabaseModifiedError", XC_MODIFIED},
    {"DatabaseNotFoundError", XC_NOT_FOUND},
    {"DatabaseOpeningError", XC_IO},
    {"DatabaseVersionError", XC_VERSION},
    {"DocNotFoundError", XC_NOT_FOUND},
    {"FeatureUnavailableError", XC_UNIMPLEMENTED},
    {"InternalError", XC_INTERNAL},
    {"InvalidArgumentError", XC_INVALID_ARGUMENT},
    {"InvalidOperationError", XC_INVALID_OPERATION},
    {"NetworkError", XC_NETWORK},
    {"NetworkTimeoutError", XC_NETWORK_TIMEOUT},
    {"QueryParserError", XC_PARSE},
    {"RangeError", XC_RANGE},
    {"SerialisationError", XC_INVALID_ARGUMENT},
    {"UnimplementedError", XC_UNIMPLEMENTED},
    {"WildcardError", XC_LIMIT},
};

// Copies text into a field of xc_error, cut at a character's border, without NULs in between.
template <size_t N> void fill(char (&field)[N], const char *text, size_t size) noexcept
{
    size_t n = std::min(size, N - 1);
    if (n < size)
        while (n > 0 && (text[n] & 0xc0) == 0x80)
            n--;
    for (size_t i = 0; i < n; i++)
        field[i] = text[i] ? text[i] : ' ';
    field[n] = '\0';
}

template <size_t N> void fill(char (&field)[N], const string &text) noexcept
{
    fill(field, text.data(), text.size());
}

bool says(const char *text, int error_number) noexcept
{
    char buffer[128];
    const char *words = strerror_r(error_number, buffer, sizeof buffer);
    return strstr(text, words) != nullptr;
}

// Xapian has one class for most failures of files; what the system said tells them apart.
xc_code refine(xc_code code, const xc_error &error) noexcept
{
    bool created = strcmp(error.type, "DatabaseCreateError") == 0;
    if (code != XC_IO && code != XC_CORRUPT && code != XC_NETWORK)
        return code;
    for (int full : {ENOSPC, EDQUOT, EFBIG})
        if (says(error.system, full) || says(error.message, full))
            return XC_DISK_FULL;
    if (created && !*error.system)
        return XC_EXISTS;
    if (code == XC_IO && (says(error.system, ENOENT) || strstr(error.message, "Couldn't detect")))
        return XC_NOT_FOUND;
    if (code == XC_IO && (strstr(error.message, "end of file") || strstr(error.message, "EOF")))
        return XC_CORRUPT;
    return code;
}

// code is for a class that is not in the table.
void describe(const Xapian::Error &thrown, xc_code code, xc_error &error) noexcept
{
    error.code = code;
    for (const auto &kind : kinds)
        if (strcmp(kind.type, thrown.get_type()) == 0)
            error.code = kind.code;
    fill(error.type, thrown.get_type(), strlen(thrown.get_type()));
    fill(error.message, thrown.get_msg());
    fill(error.context, thrown.get_context());
    try {
        const char *system = thrown.get_error_string();
        if (system)
            fill(error.system, system, strlen(system));
    } catch (...) {
        error.system[0] = '\0'; // no memory for it
    }
    error.code = refine(error.code, error);
}

void describe(xc_code code, const char *message, xc_error &error) noexcept
{
    error.code = code;
    fill(error.message, message, strlen(message));
}

// To be called while an exception is being handled: turns it into a code and fills in *ret_error.
xc_code caught(xc_error *ret_error) noexcept
{
    xc_error error = {};
    try {
        throw;
    } catch (const failure &thrown) {
        error.code = thrown.code;
        error.offset = thrown.offset;
        error.length = thrown.length;
        fill(error.message, thrown.message);
        fill(error.context, thrown.context);
        fill(error.type, thrown.type);
        fill(error.system, thrown.system);
    } catch (const Xapian::DatabaseError &thrown) {
        describe(thrown, XC_IO, error);
    } catch (const Xapian::NetworkError &thrown) {
        describe(thrown, XC_NETWORK, error);
    } catch (const Xapian::Error &thrown) {
        describe(thrown, XC_INTERNAL, error);
    } catch (const std::bad_alloc &) {
        describe(XC_OUT_OF_MEMORY, "out of memory", error);
    } catch (const std::length_error &) {
        describe(XC_OUT_OF_MEMORY, "out of memory: a string would be too long", error);
    } catch (const std::exception &thrown) {
        describe(XC_INTERNAL, thrown.what(), error);
    } catch (...) {
        describe(XC_INTERNAL, "an exception of unknown kind", error);
    }
    if (ret_error)
        *ret_error = error;
    return error.code;
}

// Runs what may throw, for a function that returns a code.
template <typename F> xc_code guard(xc_error *error, F &&run) noexcept
{
    try {
        run();
        return XC_OK;
    } catch (...) {
        return caught(error);
    }
}

// Runs what may throw and makes something new, for a function that returns a pointer.
template <typename F> auto give(xc_error *error, F &&make) noexcept -> decltype(make().release())
{
    try {
        return make().release();
    } catch (...) {
        caught(error);
        return nullptr;
    }
}

// Runs one step of a stream, which says whether there was something. A stream that has failed or
// ended stays so.
template <typename Stream, typename F>
xc_code step(Stream *stream, xc_error *error, F &&run) noexcept
{
    try {
        if (!stream)
            fail(XC_INVALID_ARGUMENT, "the stream is NULL");
        if (stream->ended != XC_OK && stream->ended != XC_END)
            fail(stream->ended, "this stream has failed before; open a new one");
        if (stream->ended == XC_OK && stream->generation != stream->database->generation)
            fail(XC_MODIFIED, "the reader was reopened under the stream; open a new one");
        if (stream->ended == XC_OK && !run())
            stream->ended = XC_END;
        return stream->ended;
    } catch (...) {
        xc_code code = caught(error);
        if (stream)
            stream->ended = code;
        return code;
    }
}

// Destroys, whatever the destructor does.
template <typename T> void drop(T *object) noexcept
{
    try {
        delete object;
    } catch (...) {
        return; // nobody is there to be told
    }
}

//
// Arguments
//

template <typename T> T &need(T *pointer, const char *what)
{
    if (!pointer)
        fail(XC_INVALID_ARGUMENT, string(what) + " is NULL");
    return *pointer;
}

// An array of the caller's, which may be NULL where it is empty.
template <typename T> const T *list(const T *array, size_t n, const char *what)
{
    return n > 0 ? &need(array, what) : array;
}

string text(const char *data, size_t size)
{
    if (size > 0)
        need(data, "a string that is not empty");
    return size > 0 ? string(data, size) : string();
}

string text(const struct xc_str &s)
{
    return text(s.data, s.size);
}

// For messages: printable, short, on one line.
string shown(const string &s)
{
    const size_t most = 60;
    string out;
    for (size_t i = 0; i < s.size() && out.size() < most; i++) {
        unsigned char c = static_cast<unsigned char>(s[i]);
        char hex[8];
        snprintf(hex, sizeof hex, c < 0x20 || c == 0x7f ? "\\x%02x" : "%c", c);
        out += hex;
    }
    if (out.size() >= most) {
        while (!out.empty() && (out.back() & 0xc0) == 0x80)
            out.pop_back();
        out += "...";
    }
    return out;
}

// How many bytes a term takes in the database's tables, where a NUL is written as two.
size_t stored_size(const char *data, size_t size)
{
    return size + static_cast<size_t>(std::count(data, data + size, '\0'));
}

void check_length(const char *data, size_t size, size_t most, const char *what)
{
    if (stored_size(data, size) <= most)
        return;
    string term(data, size);
    fail(XC_INVALID_ARGUMENT,
         string(what) + " \"" + shown(term) +
             "\" is too long: " + std::to_string(stored_size(data, size)) +
             " bytes, NULs counting double, of at most " + std::to_string(most),
         shown(term));
}

// What may become a document's term.
void check_term(const char *data, size_t size)
{
    if (size == 0)
        fail(XC_INVALID_ARGUMENT, "a document's term can not be empty");
    need(data, "a term");
    check_length(data, size, XC_TERM_MAX, "the term");
}

void check_slot(uint32_t slot)
{
    if (slot == XC_NO_SLOT)
        fail(XC_INVALID_ARGUMENT, "XC_NO_SLOT is not a value slot");
}

// The entry of a table that belongs to one of C's enumerators.
template <typename T, size_t N> const T &choose(const T (&table)[N], size_t i, const char *what)
{
    if (i >= N)
        fail(XC_INVALID_ARGUMENT, string(what) + ": there is no number " + std::to_string(i));
    return table[i];
}

Xapian::Stem stemmer(const char *language)
{
    return language ? Xapian::Stem(language) : Xapian::Stem();
}

std::unique_ptr<Xapian::SimpleStopper> stopper(const struct xc_str *words, size_t n)
{
    if (n == 0)
        return nullptr;
    list(words, n, "the list of stop words");
    std::unique_ptr<Xapian::SimpleStopper> made(new Xapian::SimpleStopper);
    for (size_t i = 0; i < n; i++)
        made->add(text(words[i]));
    return made;
}

//
// Readers
//

void check_deadline(const xc_database &database)
{
    using clock = std::chrono::steady_clock;
    if (database.deadline != clock::time_point() && clock::now() > database.deadline)
        fail(XC_TIMEOUT, "it took longer than it may");
}

// Reads something that is one finished answer, again from the start where commits have overtaken
// it.
template <typename F> auto read(xc_database *database, F &&run, uint32_t *ret_retries = nullptr)
{
    need(database, "the database");
    for (uint32_t retries = 0;; retries++) {
        check_deadline(*database);
        try {
            if (ret_retries)
                *ret_retries = retries;
            return run(database->db);
        } catch (const Xapian::DatabaseModifiedError &) {
            if (retries == XC_RETRIES)
                throw;
        }
        if (database->db.reopen())
            database->generation++;
    }
}

// The postings of a term, if they are in memory.
xc::kept_ptr known_postings(const xc_database &database, const string &term)
{
    xc_sets *sets = database.usable_sets();
    return sets ? sets->known_postings(term) : nullptr;
}

Xapian::Database open_path(const char *path)
{
    need(path, "the path");
    try {
        return Xapian::Database(path);
    } catch (const Xapian::Error &thrown) {
        xc_error error = {};
        describe(thrown, XC_IO, error);
        // Xapian does not always say which database it is.
        if (*error.context || strstr(error.message, path))
            throw;
        throw failure{error.code, error.message, path, 0, 0, error.type, error.system};
    }
}

std::unique_ptr<xc_database> database_of(const Xapian::Database &db, bool remote)
{
    auto made = std::make_unique<xc_database>();
    made->db = db;
    made->remote = remote;
    return made;
}

// A stub file may name others.
bool may_be_remote(const char *path)
{
    std::error_code ignored;
    return !std::filesystem::is_directory(&need(path, "the path"), ignored);
}

// What a reader is made of; empty where that is not known, or not here.
vector<Xapian::Database> shards_of(const xc_database &database)
{
    if (database.remote || database.db.size() != 1)
        return database.shards;
    return {database.db};
}

unsigned or_default(uint32_t milliseconds)
{
    return milliseconds ? milliseconds : 10000;
}

// A process that has the lock file of a database open and locked, 0 for none that can be seen.
// Xapian locks the open file, not the process, so the kernel does not name one when asked for the
// lock.
bool holds(const std::filesystem::path &process, const struct stat &file)
{
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(process / "fd", ignored)) {
        struct stat open;
        if (stat(entry.path().c_str(), &open) != 0 || open.st_dev != file.st_dev ||
            open.st_ino != file.st_ino)
            continue;
        std::ifstream info(process / "fdinfo" / entry.path().filename());
        for (string line; std::getline(info, line);)
            if (line.compare(0, 5, "lock:") == 0)
                return true;
    }
    return false;
}

int64_t lock_holder(const string &path)
{
    struct stat file;
    if (stat((path + "/flintlock").c_str(), &file) != 0)
        return 0;
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator("/proc", ignored)) {
        string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") == string::npos && holds(entry.path(), file))
            return strtoll(name.c_str(), nullptr, 10);
    }
    return 0;
}

} // namespace

const char *xc_version(void) noexcept
{
    return "0.1.0";
}

const char *xc_xapian_version(void) noexcept
{
    return Xapian::version_string();
}

const char *xc_code_name(enum xc_code code) noexcept
{
    return static_cast<size_t>(code) < XC_CODES ? codes[code].name : "XC_UNKNOWN";
}

const char *xc_code_sentence(enum xc_code code) noexcept
{
    return static_cast<size_t>(code) < XC_CODES ? codes[code].sentence : "Unknown error.";
}

struct xc_database *xc_database_open(const char *path, struct xc_error *error) noexcept
{
    return give(error, [&] { return database_of(open_path(path), may_be_remote(path)); });
}

struct xc_database *xc_database_open_many(const char *const *paths, size_t n,
                                          struct xc_error *error) noexcept
{
    return give(error, [&] {
        if (n == 0)
            fail(XC_INVALID_ARGUMENT, "there is no path to open");
        list(paths, n, "the list of paths");
        Xapian::Database all;
        vector<Xapian::Database> shards(n);
        bool remote = false;
        for (size_t i = 0; i < n; i++) {
            shards[i] = open_path(paths[i]);
            all.add_database(shards[i]);
            remote |= may_be_remote(paths[i]);
        }
        auto made = database_of(all, remote);
        if (!remote)
            made->shards.swap(shards);
        return made;
    });
}

struct xc_database *xc_database_open_remote(const char *host, uint16_t port, uint32_t timeout_ms,
                                            uint32_t connect_timeout_ms,
                                            struct xc_error *error) noexcept
{
    return give(error, [&] {
        return database_of(Xapian::Remote::open(string(&need(host, "the host")), port,
                                                or_default(timeout_ms),
                                                or_default(connect_timeout_ms)),
                           true);
    });
}

struct xc_database *xc_database_open_program(const char *program, const char *arguments,
                                             uint32_t timeout_ms, struct xc_error *error) noexcept
{
    return give(error, [&] {
        return database_of(Xapian::Remote::open(string(&need(program, "the program")),
                                                string(arguments ? arguments : ""),
                                                or_default(timeout_ms)),
                           true);
    });
}

enum xc_code xc_database_add(struct xc_database *database, struct xc_database *other,
                             struct xc_error *error) noexcept
{
    return guard(error, [&] {
        if (need(database, "the database").of_writer || need(other, "the other database").of_writer)
            fail(XC_INVALID_ARGUMENT, "a writer's reader can not be combined with another");
        if (database == other)
            fail(XC_INVALID_ARGUMENT, "a database can not be added to itself");
        Xapian::Database both = database->db;
        both.add_database(other->db);
        vector<Xapian::Database> shards = shards_of(*database), more = shards_of(*other);
        shards.insert(shards.end(), more.begin(), more.end());
        if (shards.size() != both.size())
            shards.clear();
        database->db = both;
        database->shards.swap(shards);
        database->remote |= other->remote;
        database->generation++;
        drop(other);
    });
}

enum xc_code xc_database_reopen(struct xc_database *database, bool *ret_changed,
                                struct xc_error *error) noexcept
{
    return guard(error, [&] {
        bool changed = need(database, "the database").db.reopen();
        if (changed)
            database->generation++;
        if (ret_changed)
            *ret_changed = changed;
    });
}

uint32_t xc_database_generation(const struct xc_database *database) noexcept
{
    return database ? database->generation : 0;
}

enum xc_code xc_database_allow(struct xc_database *database, double seconds,
                               struct xc_error *error) noexcept
{
    return guard(error, [&] {
        using clock = std::chrono::steady_clock;
        if (!(seconds >= 0 && seconds < 1e9))
            fail(XC_INVALID_ARGUMENT, "the seconds are no time");
        std::chrono::duration<double> time(seconds);
        need(database, "the database").deadline =
            seconds > 0 ? clock::now() + std::chrono::duration_cast<clock::duration>(time)
                        : clock::time_point();
    });
}

enum xc_code xc_database_keep_alive(struct xc_database *database, struct xc_error *error) noexcept
{
    return guard(error, [&] { need(database, "the database").db.keep_alive(); });
}

void xc_database_destroy(struct xc_database *database) noexcept
{
    if (database && !database->of_writer)
        drop(database);
}

enum xc_code xc_lock_state(const char *path, struct xc_lock *ret_lock,
                           struct xc_error *error) noexcept
{
    return guard(error, [&] {
        bool locked = open_path(path).locked();
        *ret_lock = {locked, locked ? lock_holder(path) : 0};
    });
}

//
// What a reader knows
//

enum xc_code xc_database_stats(struct xc_database *database, struct xc_stats *ret_stats,
                               struct xc_error *error) noexcept
{
    return guard(error, [&] {
        *ret_stats = read(database, [](Xapian::Database &db) {
            struct xc_stats stats = {};
            stats.shards = static_cast<uint32_t>(db.size());
            stats.documents = db.get_doccount();
            stats.last_docid = db.get_lastdocid();
            stats.total_length = db.get_total_length();
            stats.average_length = db.get_avlength();
            stats.length_lower_bound = db.get_doclength_lower_bound();
            stats.length_upper_bound = db.get_doclength_upper_bound();
            stats.positions = db.has_positions();
            try {
                stats.revision = db.get_revision();
                stats.has_revision = true;
            } catch (const Xapian::UnimplementedError &) {
                stats.has_revision = false; // remote, or in memory
            } catch (const Xapian::InvalidOperationError &) {
                stats.has_revision = false; // several
            }
            string uuids = db.get_uuid(); // of several: joined by colons
            fill(stats.uuid, uuids.substr(0, uuids.find(':')));
            return stats;
        });
    });
}

enum xc_code xc_database_term_stats(struct xc_database *database, const char *term, size_t size,
                                    struct xc_term_stats *ret_stats,
                                    struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(term, size);
        *ret_stats = read(database, [&](Xapian::Database &db) {
            struct xc_term_stats stats = {};
            stats.documents = db.get_termfreq(name);
            stats.occurrences = db.get_collection_freq(name);
            stats.wdf_upper_bound = stats.documents ? db.get_wdf_upper_bound(name) : 0;
            return stats;
        });
    });
}

enum xc_code xc_database_frequency(struct xc_database *database, const char *term, size_t size,
                                   uint32_t *ret_documents, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(term, size);
        *ret_documents = read(database, [&](Xapian::Database &db) {
            xc::kept_ptr known = known_postings(*database, name);
            return known ? static_cast<uint32_t>(known->postings.size()) : db.get_termfreq(name);
        });
    });
}

enum xc_code xc_database_slot_stats(struct xc_database *database, uint32_t slot,
                                    struct xc_slot_stats *ret_stats,
                                    struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_slot(slot);
        struct xc_slot_stats stats = {};
        string lower, upper;
        read(database, [&](Xapian::Database &db) {
            stats.documents = db.get_value_freq(slot);
            lower = db.get_value_lower_bound(slot);
            upper = db.get_value_upper_bound(slot);
        });
        database->lower.swap(lower);
        database->upper.swap(upper);
        stats.lower = {database->lower.data(), database->lower.size()};
        stats.upper = {database->upper.data(), database->upper.size()};
        *ret_stats = stats;
    });
}

enum xc_code xc_database_document_stats(struct xc_database *database, uint32_t docid,
                                        struct xc_document_stats *ret_stats,
                                        struct xc_error *error) noexcept
{
    return guard(error, [&] {
        *ret_stats = read(database, [&](Xapian::Database &db) {
            return xc_document_stats{db.get_doclength(docid), db.get_unique_terms(docid)};
        });
    });
}

namespace
{

vector<struct xc_frequency> terms_of(const Xapian::Database &db, uint32_t docid,
                                     const string &prefix, arena &memory)
{
    vector<struct xc_frequency> terms;
    memory.clear();
    Xapian::TermIterator t = db.termlist_begin(docid);
    if (!prefix.empty() && t != Xapian::TermIterator())
        t.skip_to(prefix);
    for (; t != Xapian::TermIterator(); ++t) {
        string term = *t;
        if (term.compare(0, prefix.size(), prefix) != 0)
            break;
        terms.push_back({memory.copy(term), t.get_wdf()});
    }
    return terms;
}

vector<struct xc_place> places_of(const Xapian::Database &db, const string &term,
                                  const struct xc_stretch *stretches, size_t n)
{
    vector<struct xc_place> places;
    Xapian::PostingIterator p = db.postlist_begin(term);
    for (size_t i = 0; i < n && p != Xapian::PostingIterator(); i++) {
        if (*p < stretches[i].first)
            p.skip_to(stretches[i].first);
        for (; p != Xapian::PostingIterator() && *p <= stretches[i].last; ++p)
            places.push_back({*p, p.get_wdf()});
    }
    return places;
}

vector<struct xc_place> places_in(const xc::kept &postings, const struct xc_stretch *stretches,
                                  size_t n)
{
    vector<struct xc_place> places;
    for (size_t i = 0, at = 0; i < n; i++)
        postings.each(stretches[i].first, stretches[i].last, at,
                      [&](Xapian::docid docid, uint32_t wdf) {
                          places.push_back({docid, wdf});
                      });
    return places;
}

} // namespace

enum xc_code xc_database_document_terms(struct xc_database *database, uint32_t docid,
                                        const char *prefix, size_t prefix_size,
                                        const struct xc_frequency **ret_terms, size_t *ret_n,
                                        struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string begin = text(prefix, prefix_size);
        arena memory;
        auto terms = read(database,
                          [&](Xapian::Database &db) { return terms_of(db, docid, begin, memory); });
        database->terms = std::move(memory);
        database->frequencies.swap(terms);
        *ret_terms = database->frequencies.data();
        *ret_n = database->frequencies.size();
    });
}

enum xc_code xc_database_places(struct xc_database *database, const char *term, size_t size,
                                const struct xc_stretch *stretches, size_t n,
                                const struct xc_place **ret_places, size_t *ret_n,
                                struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(term, size);
        list(stretches, n, "the list of stretches");
        for (size_t i = 1; i < n; i++)
            if (stretches[i].first <= stretches[i - 1].last)
                fail(XC_INVALID_ARGUMENT, "the stretches do not ascend");
        vector<struct xc_place> places = read(database, [&](Xapian::Database &db) {
            xc_sets *sets = database->usable_sets();
            xc::kept_ptr known = sets ? sets->known_postings(name) : nullptr;
            return known ? places_in(*known, stretches, n) : places_of(db, name, stretches, n);
        });
        database->places.swap(places);
        *ret_places = database->places.data();
        *ret_n = database->places.size();
    });
}

enum xc_code xc_database_metadata(struct xc_database *database, const char *key, size_t size,
                                  struct xc_str *ret_value, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(key, size);
        string value = read(database, [&](Xapian::Database &db) { return db.get_metadata(name); });
        database->metadata.swap(value);
        *ret_value = {database->metadata.data(), database->metadata.size()};
    });
}

enum xc_code xc_database_spelling(struct xc_database *database, const char *word, size_t size,
                                  uint32_t max_distance, struct xc_str *ret_suggestion,
                                  struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(word, size);
        string suggestion = read(database, [&](Xapian::Database &db) {
            return db.get_spelling_suggestion(name, max_distance ? max_distance : 2);
        });
        database->suggestion.swap(suggestion);
        *ret_suggestion = {database->suggestion.data(), database->suggestion.size()};
    });
}

enum xc_code xc_database_find(struct xc_database *database, const char *term, size_t size,
                              uint32_t *ret_docid, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(term, size);
        *ret_docid = read(database, [&](Xapian::Database &db) {
            Xapian::PostingIterator first = db.postlist_begin(name);
            if (first == db.postlist_end(name))
                fail(XC_NOT_FOUND, "no document has the term \"" + shown(name) + "\"", shown(name));
            return *first;
        });
    });
}

//
// Documents
//

struct xc_document *xc_document_create(struct xc_error *error) noexcept
{
    return give(error, [] { return std::make_unique<xc_document>(); });
}

void xc_document_destroy(struct xc_document *document) noexcept
{
    drop(document);
}

enum xc_code xc_document_clear(struct xc_document *document, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        need(document, "the document").doc = Xapian::Document();
        document->values.clear();
        document->terms.clear();
    });
}

enum xc_code xc_document_set_data(struct xc_document *document, const char *data, size_t size,
                                  struct xc_error *error) noexcept
{
    return guard(error, [&] { need(document, "the document").doc.set_data(text(data, size)); });
}

enum xc_code xc_document_add_term(struct xc_document *document, const char *term, size_t size,
                                  uint32_t wdf, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(term, size);
        need(document, "the document").doc.add_term(string(term, size), wdf);
    });
}

enum xc_code xc_document_add_posting(struct xc_document *document, const char *term, size_t size,
                                     uint32_t position, uint32_t wdf,
                                     struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(term, size);
        need(document, "the document").doc.add_posting(string(term, size), position, wdf);
    });
}

enum xc_code xc_document_add_postings(struct xc_document *document,
                                      const struct xc_posting *postings, size_t n,
                                      struct xc_error *error) noexcept
{
    return guard(error, [&] {
        need(document, "the document");
        list(postings, n, "the list of postings");
        for (size_t i = 0; i < n; i++)
            check_term(postings[i].term.data, postings[i].term.size);
        string term; // one buffer for all of them
        for (size_t i = 0; i < n; i++) {
            term.assign(postings[i].term.data, postings[i].term.size);
            if (postings[i].position)
                document->doc.add_posting(term, postings[i].position, postings[i].wdf);
            else
                document->doc.add_term(term, postings[i].wdf);
        }
    });
}

enum xc_code xc_document_remove_term(struct xc_document *document, const char *term, size_t size,
                                     struct xc_error *error) noexcept
{
    return guard(error, [&] { need(document, "the document").doc.remove_term(text(term, size)); });
}

enum xc_code xc_document_set_value(struct xc_document *document, uint32_t slot, const char *value,
                                   size_t size, struct xc_error *error) noexcept
{
    struct xc_value one = {slot, {value, size}};
    return xc_document_set_values(document, &one, 1, error);
}

enum xc_code xc_document_set_values(struct xc_document *document, const struct xc_value *values,
                                    size_t n, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        need(document, "the document");
        list(values, n, "the list of values");
        for (size_t i = 0; i < n; i++)
            check_slot(values[i].slot);
        for (size_t i = 0; i < n; i++)
            document->doc.add_value(values[i].slot, text(values[i].value));
    });
}

namespace
{

// What has data is there; to look whether it is takes as long as to read it.
string data_of(const Xapian::Database &db, uint32_t docid)
{
    string data = db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
    return data.empty() ? db.get_document(docid).get_data() : data;
}

// Copies a document's terms, so that nothing of it is read from the database later.
void copy_terms(Xapian::TermIterator term, bool positions, Xapian::Document &to)
{
    for (; term != Xapian::TermIterator(); ++term) {
        string name = *term;
        to.add_term(name, term.get_wdf());
        if (!positions)
            continue;
        for (Xapian::PositionIterator pos = term.positionlist_begin();
             pos != term.positionlist_end(); ++pos)
            to.add_posting(name, *pos, 0);
    }
}

} // namespace

enum xc_code xc_database_read(struct xc_database *database, uint32_t docid, unsigned what,
                              struct xc_document *document, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        need(document, "the document");
        document->doc = read(database, [&](Xapian::Database &db) {
            Xapian::Document copy;
            if (what & XC_READ_DATA)
                copy.set_data(data_of(db, docid));
            if (what == XC_READ_DATA)
                return copy;
            Xapian::Document stored = db.get_document(docid);
            if (what & XC_READ_VALUES)
                for (Xapian::ValueIterator v = stored.values_begin(); v != stored.values_end(); ++v)
                    copy.add_value(v.get_valueno(), *v);
            if (what & (XC_READ_TERMS | XC_READ_POSITIONS))
                copy_terms(db.termlist_begin(docid), what & XC_READ_POSITIONS, copy);
            return copy;
        });
    });
}

enum xc_code xc_document_data(struct xc_document *document, struct xc_str *ret_data,
                              struct xc_error *error) noexcept
{
    return guard(error, [&] {
        document->data = need(document, "the document").doc.get_data();
        *ret_data = {document->data.data(), document->data.size()};
    });
}

enum xc_code xc_document_value(struct xc_document *document, uint32_t slot,
                               struct xc_str *ret_value, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        document->value = need(document, "the document").doc.get_value(slot);
        *ret_value = {document->value.data(), document->value.size()};
    });
}

enum xc_code xc_document_values(struct xc_document *document, const struct xc_value **ret_values,
                                size_t *ret_n, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        arena &memory = need(document, "the document").values;
        memory.clear();
        size_t n = document->doc.values_count();
        struct xc_value *values = memory.array<struct xc_value>(n);
        struct xc_value *to = values;
        for (Xapian::ValueIterator v = document->doc.values_begin();
             v != document->doc.values_end(); ++v)
            *to++ = {v.get_valueno(), memory.copy(*v)};
        *ret_values = values;
        *ret_n = n;
    });
}

namespace
{

struct xc_term term_of_document(const Xapian::TermIterator &term, arena &memory)
{
    struct xc_term copy = {};
    copy.term = memory.copy(*term);
    copy.wdf = term.get_wdf();
    copy.n_positions = term.positionlist_count();
    uint32_t *positions = memory.array<uint32_t>(copy.n_positions);
    copy.positions = positions;
    for (Xapian::PositionIterator pos = term.positionlist_begin(); pos != term.positionlist_end();
         ++pos)
        *positions++ = *pos;
    return copy;
}

} // namespace

enum xc_code xc_document_terms(struct xc_document *document, const struct xc_term **ret_terms,
                               size_t *ret_n, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        arena &memory = need(document, "the document").terms;
        memory.clear();
        size_t n = document->doc.termlist_count();
        struct xc_term *terms = memory.array<struct xc_term>(n);
        struct xc_term *to = terms;
        for (Xapian::TermIterator t = document->doc.termlist_begin();
             t != document->doc.termlist_end(); ++t)
            *to++ = term_of_document(t, memory); // NOLINT(clang-analyzer-core.*): n in all
        *ret_terms = terms;
        *ret_n = n;
    });
}

size_t xc_sortable(double number, char buffer[XC_SORTABLE_MAX]) noexcept
{
    return Xapian::sortable_serialise_(number, buffer);
}

double xc_sortable_number(const char *value, size_t size) noexcept
{
    double number = 0;
    guard(nullptr, [&] { number = Xapian::sortable_unserialise(text(value, size)); });
    return number;
}

//
// Writers
//

namespace
{

Xapian::WritableDatabase &open_writer(struct xc_writer *writer)
{
    if (need(writer, "the writer").closed)
        fail(XC_INVALID_OPERATION, "the writer is closed");
    return writer->db;
}

const Xapian::Document &filled(const struct xc_document *document)
{
    return need(document, "the document").doc;
}

int writer_flags(const struct xc_writer_options &options)
{
    static const int modes[] = {Xapian::DB_CREATE_OR_OPEN, Xapian::DB_CREATE,
                                Xapian::DB_CREATE_OR_OVERWRITE, Xapian::DB_OPEN};
    static const struct {
        unsigned ours;
        int theirs;
    } bits[] = {
        {XC_WRITER_WAIT, Xapian::DB_RETRY_LOCK},
        {XC_WRITER_NO_SYNC, Xapian::DB_NO_SYNC},
        {XC_WRITER_FULL_SYNC, Xapian::DB_FULL_SYNC},
        {XC_WRITER_DANGEROUS, Xapian::DB_DANGEROUS},
        {XC_WRITER_NO_TERMLIST, Xapian::DB_NO_TERMLIST},
        {XC_WRITER_IN_MEMORY, Xapian::DB_BACKEND_INMEMORY},
    };
    int flags = choose(modes, options.mode, "the mode of a writer");
    for (const auto &bit : bits)
        if (options.flags & bit.ours)
            flags |= bit.theirs;
    return flags;
}

std::unique_ptr<xc_writer> writer_of(const Xapian::WritableDatabase &db)
{
    auto made = std::make_unique<xc_writer>();
    made->db = db;
    made->reader.db = db;
    made->reader.of_writer = true;
    return made;
}

} // namespace

struct xc_writer *xc_writer_open(const char *path, const struct xc_writer_options *options,
                                 struct xc_error *error) noexcept
{
    return give(error, [&] {
        struct xc_writer_options chosen = {};
        if (options)
            chosen = *options;
        bool in_memory = chosen.flags & XC_WRITER_IN_MEMORY;
        string where = in_memory ? string() : string(&need(path, "the path"));
        return writer_of(Xapian::WritableDatabase(where, writer_flags(chosen),
                                                  static_cast<int>(chosen.block_size)));
    });
}

struct xc_writer *xc_writer_open_remote(const char *host, uint16_t port, uint32_t timeout_ms,
                                        uint32_t connect_timeout_ms,
                                        struct xc_error *error) noexcept
{
    return give(error, [&] {
        return writer_of(Xapian::Remote::open_writable(string(&need(host, "the host")), port,
                                                       timeout_ms, or_default(connect_timeout_ms)));
    });
}

struct xc_database *xc_writer_reader(struct xc_writer *writer, struct xc_error *error) noexcept
{
    struct xc_database *reader = nullptr;
    guard(error, [&] {
        open_writer(writer);
        reader = &writer->reader;
    });
    return reader;
}

enum xc_code xc_writer_add(struct xc_writer *writer, const struct xc_document *document,
                           uint32_t *ret_docid, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        Xapian::docid docid = open_writer(writer).add_document(filled(document));
        if (ret_docid)
            *ret_docid = docid;
    });
}

enum xc_code xc_writer_replace(struct xc_writer *writer, uint32_t docid,
                               const struct xc_document *document, struct xc_error *error) noexcept
{
    return guard(error, [&] { open_writer(writer).replace_document(docid, filled(document)); });
}

enum xc_code xc_writer_replace_by_term(struct xc_writer *writer, const char *term, size_t size,
                                       const struct xc_document *document, uint32_t *ret_docid,
                                       struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(term, size);
        Xapian::docid docid =
            open_writer(writer).replace_document(string(term, size), filled(document));
        if (ret_docid)
            *ret_docid = docid;
    });
}

enum xc_code xc_writer_delete(struct xc_writer *writer, uint32_t docid,
                              struct xc_error *error) noexcept
{
    return guard(error, [&] { open_writer(writer).delete_document(docid); });
}

enum xc_code xc_writer_delete_by_term(struct xc_writer *writer, const char *term, size_t size,
                                      struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(term, size);
        open_writer(writer).delete_document(string(term, size));
    });
}

enum xc_code xc_writer_commit(struct xc_writer *writer, struct xc_error *error) noexcept
{
    return guard(error, [&] { open_writer(writer).commit(); });
}

enum xc_code xc_writer_begin_transaction(struct xc_writer *writer, bool flushed,
                                         struct xc_error *error) noexcept
{
    return guard(error, [&] {
        open_writer(writer).begin_transaction(flushed);
        writer->in_transaction = true;
    });
}

enum xc_code xc_writer_commit_transaction(struct xc_writer *writer, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        Xapian::WritableDatabase &db = open_writer(writer);
        writer->in_transaction = false; // however it goes
        db.commit_transaction();
    });
}

enum xc_code xc_writer_cancel_transaction(struct xc_writer *writer, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        Xapian::WritableDatabase &db = open_writer(writer);
        writer->in_transaction = false; // however it goes
        db.cancel_transaction();
    });
}

enum xc_code xc_writer_set_metadata(struct xc_writer *writer, const char *key, size_t key_size,
                                    const char *value, size_t value_size,
                                    struct xc_error *error) noexcept
{
    return guard(error, [&] {
        string name = text(key, key_size);
        check_length(name.data(), name.size(), XC_TERM_MAX, "the key");
        open_writer(writer).set_metadata(name, text(value, value_size));
    });
}

enum xc_code xc_writer_add_spelling(struct xc_writer *writer, const char *word, size_t size,
                                    uint32_t count, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(word, size);
        open_writer(writer).add_spelling(string(word, size), count);
    });
}

enum xc_code xc_writer_remove_spelling(struct xc_writer *writer, const char *word, size_t size,
                                       uint32_t count, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(word, size);
        open_writer(writer).remove_spelling(string(word, size), count);
    });
}

enum xc_code xc_writer_add_synonym(struct xc_writer *writer, const char *term, size_t term_size,
                                   const char *synonym, size_t synonym_size,
                                   struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_term(term, term_size);
        check_term(synonym, synonym_size);
        open_writer(writer).add_synonym(string(term, term_size), string(synonym, synonym_size));
    });
}

enum xc_code xc_writer_remove_synonym(struct xc_writer *writer, const char *term, size_t term_size,
                                      const char *synonym, size_t synonym_size,
                                      struct xc_error *error) noexcept
{
    return guard(error, [&] {
        open_writer(writer).remove_synonym(text(term, term_size), text(synonym, synonym_size));
    });
}

enum xc_code xc_writer_clear_synonyms(struct xc_writer *writer, const char *term, size_t size,
                                      struct xc_error *error) noexcept
{
    return guard(error, [&] { open_writer(writer).clear_synonyms(text(term, size)); });
}

enum xc_code xc_writer_close(struct xc_writer *writer, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        Xapian::WritableDatabase &db = open_writer(writer);
        if (writer->in_transaction)
            fail(XC_INVALID_OPERATION, "a transaction is open; commit or cancel it first");
        db.commit();
        db.close();
        writer->closed = true;
        writer->reader.generation++;
    });
}

void xc_writer_destroy(struct xc_writer *writer) noexcept
{
    if (!writer)
        return;
    // Cancelling a transaction that is not flushed also discards what came before it, which is the
    // one way to keep Xapian from committing when a writer goes.
    if (!writer->closed && !writer->in_transaction)
        guard(nullptr, [&] { writer->db.begin_transaction(false); });
    if (!writer->closed)
        guard(nullptr, [&] { writer->db.cancel_transaction(); });
    drop(writer);
}

//
// Stems
//

struct xc_stemmer *xc_stemmer_create(const char *language, struct xc_error *error) noexcept
{
    return give(error, [&] {
        auto made = std::make_unique<xc_stemmer>();
        made->stem = stemmer(&need(language, "the language"));
        return made;
    });
}

void xc_stemmer_destroy(struct xc_stemmer *stemmer) noexcept
{
    drop(stemmer);
}

enum xc_code xc_stemmer_stem(struct xc_stemmer *stemmer, const char *word, size_t size,
                             struct xc_str *ret_stem, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        stemmer->answer = need(stemmer, "the stemmer").stem(text(word, size));
        *ret_stem = {stemmer->answer.data(), stemmer->answer.size()};
    });
}

const char *xc_stemmer_languages(void) noexcept
{
    const char *languages = nullptr;
    guard(nullptr, [&] {
        static const string all = Xapian::Stem::get_available_languages();
        languages = all.c_str();
    });
    return languages;
}

//
// Characters
//

static_assert(XC_LU == int(Xapian::Unicode::UPPERCASE_LETTER), "the categories are Xapian's");
static_assert(XC_ND == int(Xapian::Unicode::DECIMAL_DIGIT_NUMBER), "the categories are Xapian's");
static_assert(XC_PC == int(Xapian::Unicode::CONNECTOR_PUNCTUATION), "the categories are Xapian's");
static_assert(XC_SO == int(Xapian::Unicode::OTHER_SYMBOL), "the categories are Xapian's");

enum xc_category xc_unicode_category(uint32_t code_point) noexcept
{
    return static_cast<enum xc_category>(Xapian::Unicode::get_category(code_point));
}

bool xc_unicode_word(uint32_t code_point) noexcept
{
    return Xapian::Unicode::is_wordchar(code_point);
}

uint32_t xc_unicode_lower(uint32_t code_point) noexcept
{
    return Xapian::Unicode::tolower(code_point);
}

//
// Term generator
//

struct xc_termgenerator *xc_termgenerator_create(const struct xc_termgenerator_options *options,
                                                 struct xc_error *error) noexcept
{
    using Xapian::TermGenerator;
    static const TermGenerator::stem_strategy stems[] = {
        TermGenerator::STEM_SOME, TermGenerator::STEM_NONE, TermGenerator::STEM_ALL,
        TermGenerator::STEM_ALL_Z, TermGenerator::STEM_SOME_FULL_POS};
    static const TermGenerator::stop_strategy stops[] = {
        TermGenerator::STOP_STEMMED, TermGenerator::STOP_NONE, TermGenerator::STOP_ALL};
    const int ngrams = 2048; // FLAG_CJK_NGRAM, later called FLAG_NGRAMS
    return give(error, [&] {
        struct xc_termgenerator_options chosen = {};
        if (options)
            chosen = *options;
        if (chosen.max_word_length > XC_WORD_MAX)
            fail(XC_INVALID_ARGUMENT, "words of a term generator can not be longer than " +
                                          std::to_string(XC_WORD_MAX) + " bytes");
        auto made = std::make_unique<xc_termgenerator>();
        TermGenerator &generator = made->generator;
        generator.set_stemmer(stemmer(chosen.language));
        generator.set_stemming_strategy(
            choose(stems, chosen.stem_strategy, "the stemming strategy"));
        made->stopper = stopper(chosen.stop_words, chosen.n_stop_words);
        generator.set_stopper(made->stopper.get());
        generator.set_stopper_strategy(
            choose(stops, chosen.stop_strategy, "the strategy for stop words"));
        generator.set_max_word_length(chosen.max_word_length ? chosen.max_word_length : 64);
        if (chosen.spelling)
            generator.set_database(open_writer(chosen.spelling));
        generator.set_flags((chosen.ngrams ? ngrams : 0) |
                            (chosen.spelling ? TermGenerator::FLAG_SPELLING : 0));
        return made;
    });
}

void xc_termgenerator_destroy(struct xc_termgenerator *generator) noexcept
{
    drop(generator);
}

namespace
{

// Sees to it that terms go to the document, which may have been cleared or read into meanwhile.
Xapian::TermGenerator &aimed(struct xc_termgenerator *generator)
{
    if (!need(generator, "the term generator").document)
        fail(XC_INVALID_OPERATION, "call xc_termgenerator_begin() first");
    Xapian::TermGenerator &own = generator->generator;
    if (own.get_document().internal.get() != generator->document->doc.internal.get()) {
        Xapian::termpos position = own.get_termpos();
        own.set_document(generator->document->doc);
        own.set_termpos(position);
    }
    return own;
}

enum xc_code generate(struct xc_termgenerator *generator, const char *data, size_t size,
                      const char *prefix, size_t prefix_size, uint32_t wdf, bool positions,
                      struct xc_error *error) noexcept
{
    return guard(error, [&] {
        Xapian::TermGenerator &own = aimed(generator);
        string before = text(prefix, prefix_size);
        check_length(before.data(), before.size(), XC_PREFIX_MAX, "the prefix");
        if (size > 0)
            need(data, "the text");
        if (positions && size > UINT32_MAX - own.get_termpos())
            fail(XC_RANGE, "the document's positions run out: start a new document");
        Xapian::Utf8Iterator words(data, size);
        if (positions)
            own.index_text(words, wdf, before);
        else
            own.index_text_without_positions(words, wdf, before);
    });
}

} // namespace

enum xc_code xc_termgenerator_begin(struct xc_termgenerator *generator,
                                    struct xc_document *document, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        need(generator, "the term generator");
        generator->generator.set_document(need(document, "the document").doc);
        generator->generator.set_termpos(0);
        generator->document = document;
    });
}

enum xc_code xc_termgenerator_text(struct xc_termgenerator *generator, const char *text,
                                   size_t size, const char *prefix, size_t prefix_size,
                                   uint32_t wdf, struct xc_error *error) noexcept
{
    return generate(generator, text, size, prefix, prefix_size, wdf, true, error);
}

enum xc_code xc_termgenerator_text_only(struct xc_termgenerator *generator, const char *text,
                                        size_t size, const char *prefix, size_t prefix_size,
                                        uint32_t wdf, struct xc_error *error) noexcept
{
    return generate(generator, text, size, prefix, prefix_size, wdf, false, error);
}

enum xc_code xc_termgenerator_position(struct xc_termgenerator *generator, uint32_t *ret_position,
                                       struct xc_error *error) noexcept
{
    return guard(error, [&] { *ret_position = aimed(generator).get_termpos(); });
}

enum xc_code xc_termgenerator_set_position(struct xc_termgenerator *generator, uint32_t position,
                                           struct xc_error *error) noexcept
{
    return guard(error, [&] { aimed(generator).set_termpos(position); });
}

//
// Queries
//

namespace
{

using Xapian::Query;

const Query::op operators[] = {Query::OP_AND,     Query::OP_OR,        Query::OP_AND_NOT,
                               Query::OP_XOR,     Query::OP_AND_MAYBE, Query::OP_FILTER,
                               Query::OP_NEAR,    Query::OP_PHRASE,    Query::OP_ELITE_SET,
                               Query::OP_SYNONYM, Query::OP_MAX};

const int wildcard_limits[] = {Query::WILDCARD_LIMIT_ERROR, Query::WILDCARD_LIMIT_FIRST,
                               Query::WILDCARD_LIMIT_MOST_FREQUENT};

std::unique_ptr<xc_query> query_of(const Query &query)
{
    auto made = std::make_unique<xc_query>();
    made->query = query;
    return made;
}

Query everything()
{
    return Query(string());
}

template <typename I> Query combine(enum xc_op op, I begin, I end, uint32_t parameter)
{
    Query::op theirs = choose(operators, op, "the operator");
    if (theirs == Query::OP_ELITE_SET && parameter == 0)
        parameter = 10;
    return Query(theirs, begin, end, parameter);
}

// Xapian's description without the "Query(...)" around it.
string words_of(const Query &query)
{
    string words = query.get_description();
    const string before = "Query(";
    if (words.compare(0, before.size(), before) == 0 && words.back() == ')')
        words = words.substr(before.size(), words.size() - before.size() - 1);
    return words;
}

vector<string> unique_terms(const Query &query)
{
    vector<string> terms;
    for (auto t = query.get_unique_terms_begin(); t != query.get_unique_terms_end(); ++t)
        terms.push_back(*t);
    return terms;
}

} // namespace

struct xc_query *xc_query_term(const char *term, size_t size, uint32_t wqf, uint32_t pos,
                               struct xc_error *error) noexcept
{
    return give(error, [&] { return query_of(Query(text(term, size), wqf, pos)); });
}

struct xc_query *xc_query_all(struct xc_error *error) noexcept
{
    return give(error, [] { return query_of(everything()); });
}

struct xc_query *xc_query_nothing(struct xc_error *error) noexcept
{
    return give(error, [] { return query_of(Query()); });
}

struct xc_query *xc_query_combine(enum xc_op op, const struct xc_query *const *queries, size_t n,
                                  uint32_t parameter, struct xc_error *error) noexcept
{
    return give(error, [&] {
        vector<Query> parts;
        for (size_t i = 0; i < n; i++)
            parts.push_back(need(list(queries, n, "the list of queries")[i], "a query").query);
        return query_of(combine(op, parts.begin(), parts.end(), parameter));
    });
}

struct xc_query *xc_query_terms(enum xc_op op, const struct xc_str *terms, size_t n,
                                uint32_t parameter, struct xc_error *error) noexcept
{
    return give(error, [&] {
        vector<string> parts;
        for (size_t i = 0; i < n; i++)
            parts.push_back(text(list(terms, n, "the list of terms")[i]));
        return query_of(combine(op, parts.begin(), parts.end(), parameter));
    });
}

struct xc_query *xc_query_value_range(uint32_t slot, const struct xc_str *low,
                                      const struct xc_str *high, struct xc_error *error) noexcept
{
    return give(error, [&] {
        check_slot(slot);
        if (low && high)
            return query_of(Query(Query::OP_VALUE_RANGE, slot, text(*low), text(*high)));
        if (low)
            return query_of(Query(Query::OP_VALUE_GE, slot, text(*low)));
        return query_of(Query(Query::OP_VALUE_LE, slot, text(need(high, "each end of the range"))));
    });
}

struct xc_query *xc_query_scale(const struct xc_query *query, double factor,
                                struct xc_error *error) noexcept
{
    return give(error, [&] {
        return query_of(Query(Query::OP_SCALE_WEIGHT, need(query, "the query").query, factor));
    });
}

struct xc_query *xc_query_wildcard(const char *prefix, size_t size, uint32_t max,
                                   enum xc_wildcard_limit limit, enum xc_op combiner,
                                   struct xc_error *error) noexcept
{
    return give(error, [&] {
        if (combiner != XC_OP_SYNONYM && combiner != XC_OP_OR && combiner != XC_OP_MAX)
            fail(XC_INVALID_ARGUMENT,
                 "a wildcard's terms can be combined by SYNONYM, OR and MAX only");
        return query_of(Query(Query::OP_WILDCARD, text(prefix, size), max,
                              choose(wildcard_limits, limit, "the limit of a wildcard"),
                              choose(operators, combiner, "the operator")));
    });
}

struct xc_query *xc_query_weight(double weight, struct xc_error *error) noexcept
{
    return give(error, [&] {
        Xapian::FixedWeightPostingSource source(weight); // the query has a copy
        return query_of(Query(&source));
    });
}

struct xc_query *xc_query_value_weight(uint32_t slot, struct xc_error *error) noexcept
{
    return give(error, [&] {
        check_slot(slot);
        Xapian::ValueWeightPostingSource source(slot); // the query has a copy
        return query_of(Query(&source));
    });
}

enum xc_code xc_query_serialise(struct xc_query *query, struct xc_str *ret_bytes,
                                struct xc_error *error) noexcept
{
    return guard(error, [&] {
        query->bytes = need(query, "the query").query.serialise();
        *ret_bytes = {query->bytes.data(), query->bytes.size()};
    });
}

struct xc_query *xc_query_unserialise(const char *bytes, size_t size,
                                      struct xc_error *error) noexcept
{
    return give(error, [&] {
        string serialised = text(bytes, size);
        try {
            return query_of(Query::unserialise(serialised));
        } catch (const Xapian::Error &thrown) { // of several classes, network among them
            fail(XC_INVALID_ARGUMENT, "these bytes are not a query: " + thrown.get_msg());
        }
    });
}

enum xc_code xc_query_describe(struct xc_query *query, struct xc_str *ret_words,
                               struct xc_error *error) noexcept
{
    return guard(error, [&] {
        query->words = words_of(need(query, "the query").query);
        *ret_words = {query->words.data(), query->words.size()};
    });
}

enum xc_code xc_query_list_terms(struct xc_query *query, const struct xc_str **ret_terms,
                                 size_t *ret_n, struct xc_error *error) noexcept
{
    return guard(error, [&] {
        vector<string> terms = unique_terms(need(query, "the query").query);
        query->terms.clear();
        *ret_terms = query->terms.copy(terms);
        *ret_n = terms.size();
    });
}

bool xc_query_is_nothing(const struct xc_query *query) noexcept
{
    return !query || query->query.empty();
}

void xc_query_destroy(struct xc_query *query) noexcept
{
    drop(query);
}

//
// Query parser
//

namespace
{

// A date of a range as YYYYMMDD; a month or a year stands for its first or last day.
class date_range : public Xapian::RangeProcessor
{
    bool month_first;
    int epoch_year;
    bool &backwards; // set when a range ends before it begins

    static bool number(const string &s, size_t most, int &ret_number)
    {
        if (s.empty() || s.size() > most || s.find_first_not_of("0123456789") != string::npos)
            return false;
        ret_number = atoi(s.c_str());
        return true;
    }

    // Year, month and day from what was typed; a month or day of 0 was not given.
    bool split(const string &s, int &year, int &month, int &day) const
    {
        month = day = 0;
        if (s.size() == 8 && number(s, 8, year)) {
            day = year % 100;
            month = year / 100 % 100;
            year /= 10000;
            return day > 0 && month > 0;
        }
        size_t a = s.find_first_of("-/.");
        if (a == string::npos)
            return s.size() == 4 && number(s, 4, year);
        size_t b = s.find(s[a], a + 1);
        if (b == string::npos)
            return a == 4 && number(s.substr(0, 4), 4, year) && number(s.substr(a + 1), 2, month) &&
                   month > 0;
        string first = s.substr(0, a), second = s.substr(a + 1, b - a - 1), third = s.substr(b + 1);
        if (first.size() == 4)
            return number(first, 4, year) && number(second, 2, month) && number(third, 2, day) &&
                   month > 0 && day > 0;
        if (month_first)
            std::swap(first, second);
        if (third.size() != 2 && third.size() != 4)
            return false;
        if (!number(first, 2, day) || !number(second, 2, month) || !number(third, 4, year))
            return false;
        if (third.size() == 2)
            year += epoch_year / 100 * 100 + (year < epoch_year % 100 ? 100 : 0);
        return month > 0 && day > 0;
    }

    static int days(int year, int month)
    {
        static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return month == 2 && leap ? 29 : lengths[month - 1];
    }

    bool complete(string &s, bool end) const
    {
        int year, month, day;
        if (s.empty())
            return true;
        if (!split(s, year, month, day) || month > 12)
            return false;
        if (month == 0)
            month = end ? 12 : 1;
        if (day == 0)
            day = end ? days(year, month) : 1;
        if (day > days(year, month))
            return false;
        char date[32];
        snprintf(date, sizeof date, "%04d%02d%02d", year, month, day);
        s = date;
        return true;
    }

  public:
    date_range(const struct xc_range &range, const string &affix, unsigned affix_flags,
               bool &set_backwards)
        : RangeProcessor(range.slot, affix, affix_flags), month_first(range.month_first),
          epoch_year(range.epoch_year ? range.epoch_year : 1970), backwards(set_backwards)
    {
    }

    Query operator()(const string &begin, const string &end) override
    {
        string from = begin, to = end;
        if (!complete(from, false) || !complete(to, true))
            return Query(Query::OP_INVALID);
        if (!from.empty() && !to.empty() && to < from) {
            backwards = true;
            return Query(Query::OP_INVALID);
        }
        return RangeProcessor::operator()(from, to);
    }
};

// Numbers, but none that end before they begin.
class number_range : public Xapian::NumberRangeProcessor
{
    bool &backwards;

  public:
    number_range(Xapian::valueno value_slot, const string &affix, unsigned affix_flags,
                 bool &set_backwards)
        : NumberRangeProcessor(value_slot, affix, affix_flags), backwards(set_backwards)
    {
    }

    Query operator()(const string &begin, const string &end) override
    {
        if (!begin.empty() && !end.empty() &&
            strtod(end.c_str(), nullptr) < strtod(begin.c_str(), nullptr)) {
            backwards = true;
            return Query(Query::OP_INVALID);
        }
        return NumberRangeProcessor::operator()(begin, end);
    }
};

// Lets the application make the query of a field's value.
class field_processor : public Xapian::FieldProcessor
{
    xc_field_function *function;
    void *context;

  public:
    string value;                     // the last one that was asked about
    std::unique_ptr<failure> refused; // since parse_checked() began: the first

    field_processor(xc_field_function *the_function, void *the_context)
        : function(the_function), context(the_context)
    {
    }

    Query operator()(const string &str) override
    {
        if (!refused)
            value = str;
        xc_error error = {};
        std::unique_ptr<xc_query> made(function(context, str.data(), str.size(), &error));
        if (made)
            return made->query;
        // Not thrown: Xapian 1.4 frees what it never allocated when a value behind a + throws.
        xc_code code = error.code == XC_OK ? XC_PARSE : error.code;
        string message = *error.message ? error.message : "the field can not take this value";
        if (!refused)
            refused = std::make_unique<failure>(failure{code, message, error.context});
        return Query();
    }
};

} // namespace

namespace
{

enum token_kind {
    TOKEN_WORD,     // one term
    TOKEN_COMPOUND, // words joined by punctuation: a phrase
    TOKEN_WILD,
    TOKEN_QUOTED,
    TOKEN_FILTER,
    TOKEN_RANGE,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_XOR,
    TOKEN_NOT,
    TOKEN_NEAR,
    TOKEN_ADJ,
    TOKEN_LOVE,
    TOKEN_HATE,
    TOKEN_SYNONYM,
};

struct token {
    token_kind kind;
    size_t offset, length;
};

// Where the value of a field stands in the query string.
struct value_place {
    string value;
    size_t offset, length;
};

// What the check of a query string found out.
struct checked {
    string text; // as it should be given to Xapian: of the same length, but for a blank at its end
    vector<token> tokens;
    vector<value_place> values;
};

} // namespace

namespace
{

// A field whose phrases are looked for where groups start (struct xc_groups).
struct grouped_field {
    string field; // its prefix
    string start;
    string prefix;
};

} // namespace

struct xc_parser {
    struct affix {
        string text;
        enum xc_range_kind kind;
    };

    // What Xapian's parser points to stands before it.
    vector<std::unique_ptr<Xapian::RangeProcessor>> ranges;
    vector<affix> affixes; // that stand before ranges
    vector<std::unique_ptr<field_processor>> processors;
    std::unique_ptr<Xapian::SimpleStopper> stopper;
    Xapian::QueryParser parser;
    std::map<string, enum xc_field_kind> fields;
    bool backwards = false; // the last range that was looked at ends before it begins
    unsigned flags = 0;
    size_t min_wildcard = 0;
    xc_database *database = nullptr;
    vector<grouped_field> grouped;
};

namespace
{

bool is_quote(unsigned c)
{
    return c == '"' || c == 0x201c || c == 0x201d;
}

// A mark that makes a phrase of the words on both sides of it.
bool joins(unsigned c)
{
    return c < 0x80 && c != 0 && strchr(".-/:\\@", static_cast<int>(c));
}

// A mark within a word.
bool infix(unsigned c)
{
    for (unsigned mark : {0x27u, 0x26u, 0xb7u, 0x5f4u, 0x2019u, 0x201bu, 0x2027u, 0x200bu, 0x200cu,
                          0x200du, 0x2060u, 0xfeffu})
        if (c == mark)
            return true;
    return false;
}

bool infix_of_digits(unsigned c)
{
    return infix(c) || (c < 0x80 && c != 0 && strchr(",.;", static_cast<int>(c))) || c == 0x37e ||
           c == 0x589 || c == 0x60c || c == 0x60d || c == 0x66b || c == 0x66c;
}

bool is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

bool is_upper(unsigned c)
{
    return c >= 'A' && c <= 'Z';
}

// Finds in a query string what Xapian's parser would find, by the same rules, and refuses what that
// would pass over or take for something else. Where its rules make text of a person's syntax or
// syntax of plain text for reasons that nobody would guess, the text is altered in place, never in
// length, so that places stay what they are.
class scanner
{
    using iterator = Xapian::Utf8Iterator;

    struct bracket {
        size_t offset;
        bool text; // stands within a word, as in 19(3)
    };

    xc_parser &parser;
    checked found;
    iterator here, end;
    unsigned before = ' '; // the character before here, 'A' for any of a word
    vector<bracket> brackets;
    size_t operators = 0;

    size_t at(const iterator &i) const
    {
        return static_cast<size_t>(i.raw() - found.text.data());
    }

    [[noreturn]] static void refuse(const string &reason, size_t offset, size_t length)
    {
        throw failure{XC_PARSE, reason, string(), offset, length};
    }

    [[noreturn]] void refuse(const string &reason, const iterator &from, const iterator &to) const
    {
        refuse(reason, at(from), at(to) - at(from));
    }

    string between(const iterator &from, const iterator &to) const
    {
        return found.text.substr(at(from), at(to) - at(from));
    }

    bool flag(unsigned bit) const
    {
        return parser.flags & bit;
    }

    static bool in_word(const iterator &i)
    {
        return i != iterator() && Xapian::Unicode::is_wordchar(*i);
    }

    static bool is_space(const iterator &i)
    {
        return Xapian::Unicode::is_whitespace(*i);
    }

    // Starts as Xapian sees it: up to a blank.
    static bool in_value(const iterator &i)
    {
        return i != iterator() && *i > ' ' && *i != ')';
    }

    static iterator next(iterator i)
    {
        return ++i;
    }

    void skip_spaces()
    {
        while (here != end && is_space(here))
            ++here;
    }

    void add(token_kind kind, const iterator &from, const iterator &to)
    {
        bool is_operator = kind >= TOKEN_OPEN;
        if (is_operator && ++operators > XC_QUERY_OPERATORS_MAX)
            refuse("the query has more than " + std::to_string(XC_QUERY_OPERATORS_MAX) +
                       " operators",
                   from, to);
        found.tokens.push_back({kind, at(from), at(to) - at(from)});
    }

    void blank(const iterator &from, const iterator &to, char with = ' ')
    {
        std::fill(found.text.begin() + static_cast<ptrdiff_t>(at(from)),
                  found.text.begin() + static_cast<ptrdiff_t>(at(to)), with);
    }

    // Quotation marks and what is between.
    void quoted(const iterator from)
    {
        iterator open = here;
        bool any = false;
        unsigned last = ' ';
        for (++here; here != end && !is_quote(*here); ++here) {
            if (flag(XC_PARSE_WILDCARD) && *here == '*' && Xapian::Unicode::is_wordchar(last))
                refuse("a * does not work between quotation marks", here, next(here));
            // Dots would be looked at as a range.
            if (*here == '.' && next(here) != end && *next(here) == '.')
                blank(here, next(next(here)));
            any = any || in_word(here);
            last = *here;
        }
        if (here == end)
            refuse("the quotation mark is not closed", open, next(open));
        ++here;
        if (any)
            add(TOKEN_QUOTED, from, here);
        else if (at(here) - at(open) > 2)
            refuse("there is no word between the quotation marks", open, here);
        before = '"';
    }

    void sign(token_kind kind)
    {
        iterator from = here;
        bool starts = before <= ' ' || before == '(';
        before = *here;
        ++here;
        if (!flag(XC_PARSE_LOVE_HATE) || !starts || here == end || is_space(here))
            return;
        if (*here == '+' || *here == '-') {
            ++here;
            return;
        }
        add(kind, from, here);
    }

    void open_bracket(const iterator from)
    {
        if (brackets.size() >= XC_QUERY_DEPTH_MAX)
            refuse("brackets stand more than " + std::to_string(XC_QUERY_DEPTH_MAX) + " deep", from,
                   next(here));
        bool text =
            at(from) == at(here) && before > ' ' && !strchr("()+-", static_cast<int>(before));
        brackets.push_back({at(here), text});
        if (text)
            blank(here, next(here), '[');
        else
            add(TOKEN_OPEN, from, next(here));
        before = text ? U'[' : U'(';
        ++here;
        iterator after = here;
        while (after != end && is_space(after))
            ++after;
        // Xapian passes over empty ones.
        if (!text && after != end && *after == ')') {
            found.tokens.pop_back();
            brackets.pop_back();
            here = next(after);
            before = ')';
        }
    }

    void close_bracket()
    {
        while (!brackets.empty() && brackets.back().text && before <= ' ' && has_open())
            brackets.pop_back(); // text that was never closed
        if (brackets.empty())
            refuse("there is no opening bracket for this one", here, next(here));
        bool text = brackets.back().text;
        brackets.pop_back();
        if (text)
            blank(here, next(here), ']');
        else
            add(TOKEN_CLOSE, here, next(here));
        before = text ? U']' : U')';
        ++here;
    }

    bool has_open() const
    {
        return std::any_of(brackets.begin(), brackets.end(),
                           [](const bracket &b) { return !b.text; });
    }

    void star()
    {
        if (flag(XC_PARSE_WILDCARD))
            refuse("a * needs the beginning of a word before it, and nothing of it behind", here,
                   next(here));
        before = *here;
        ++here;
    }

    void tilde()
    {
        iterator from = here;
        bool starts = before <= ' ' || (before < 0x80 && strchr("+-(", static_cast<int>(before)));
        before = *here;
        ++here;
        if (flag(XC_PARSE_SYNONYM) && starts && in_word(here))
            add(TOKEN_SYNONYM, from, here);
    }

    void punctuation()
    {
        unsigned c = *here;
        if (is_quote(c) && flag(XC_PARSE_PHRASE))
            return quoted(here);
        if (c == '(' && flag(XC_PARSE_BOOLEAN))
            return open_bracket(here);
        if (c == ')' && flag(XC_PARSE_BOOLEAN))
            return close_bracket();
        if (c == '+' || c == '-')
            return sign(c == '+' ? TOKEN_LOVE : TOKEN_HATE);
        if (c == '*')
            return star();
        if (c == '~')
            return tilde();
        before = c;
        ++here;
    }

    // An ellipsis, which is text; or low..high. Both ends belong to the range up to a blank.
    bool range()
    {
        if (parser.ranges.empty())
            return false;
        iterator dots = here;
        while (in_start(dots) && !(*dots == '.' && next(dots) != end && *next(dots) == '.')) {
            if (is_quote(*dots) && flag(XC_PARSE_PHRASE))
                return false; // what is quoted is text
            ++dots;
        }
        if (!in_start(dots))
            return false;
        iterator low_end = dots, high = next(next(dots));
        if (high != end && *high == '.') {
            while (high != end && *high == '.')
                ++high;
            blank(dots, high);
            return false;
        }
        iterator to = high;
        while (in_value(to))
            ++to;
        string low = between(here, low_end), up = between(high, to);
        if (low.empty() && up.empty()) {
            here = to;
            return true;
        }
        if (!known_range(low, up)) {
            if (is_filter(low))
                return false;
            refuse_range(low, up, to);
        }
        add(TOKEN_RANGE, here, to);
        here = to;
        before = 'A';
        return true;
    }

    static bool in_start(const iterator &i)
    {
        return i != iterator() && *i > ' ' && *i != '(';
    }

    bool known_range(const string &low, const string &up)
    {
        parser.backwards = false;
        for (const auto &kind : parser.ranges)
            if (kind->check_range(low, up).get_type() != Query::OP_INVALID)
                return true;
        return false;
    }

    bool is_filter(const string &low) const
    {
        auto field = parser.fields.find(low.substr(0, low.find(':')));
        return low.find(':') != string::npos && field != parser.fields.end() &&
               field->second != XC_FIELD_TEXT;
    }

    [[noreturn]] void refuse_range(const string &low, const string &up, const iterator &to) const
    {
        string typed = "\"" + shown(low + ".." + up) + "\"";
        if (parser.backwards)
            refuse("the range ends before it begins", here, to);
        if (low.compare(0, 1, "-") == 0 || low.compare(0, 1, "+") == 0)
            refuse("a range can not have a sign before it; use AND or NOT", here, to);
        for (const auto &affix : parser.affixes) {
            if (low.compare(0, affix.text.size(), affix.text) != 0)
                continue;
            if (affix.kind == XC_RANGE_DATE)
                refuse(typed + " is not a range of dates; they are written as 2023-02-28, 2023-02 "
                               "or 2023",
                       here, to);
            refuse(typed + " is not a range of numbers", here, to);
        }
        refuse(typed + " is not a range that is known here", here, to);
    }

    // The names of the fields, for somebody who did not know them: " (date, kind, title)". Those with
    // an underscore before them are for programs.
    string known_fields() const
    {
        string names;
        for (const auto &known : parser.fields)
            if (!known.first.empty() && known.first[0] != '_')
                names += (names.empty() ? " (" : ", ") + known.first;
        return names.empty() ? names : names + ")";
    }

    // A field and its value. False where the word is none.
    bool field()
    {
        iterator colon = here;
        while (in_word(colon))
            ++colon;
        if (colon == end || *colon != ':')
            return false;
        string name = between(here, colon);
        iterator value = next(colon);
        auto known = parser.fields.find(name);
        if (known == parser.fields.end() || name.empty()) {
            if (flag(XC_PARSE_KNOWN_FIELDS) && !is_digit(*here) &&
                (in_word(value) || (value != end && is_quote(*value))))
                refuse("there is no field \"" + shown(name) + "\"" + known_fields(), here, colon);
            return false;
        }
        if (!in_value(value))
            refuse("the field \"" + name + "\" has no value", here, next(colon));
        if (known->second != XC_FIELD_TEXT) {
            filter(name, value);
            return true;
        }
        return text_field(name, value);
    }

    void filter(const string &name, iterator value)
    {
        iterator from = here, to = value;
        string content;
        if (*value == '(' && flag(XC_PARSE_BOOLEAN))
            refuse("the field \"" + name + "\" takes one value, not brackets", from, next(value));
        if (is_quote(*value)) {
            to = quoted_value(value, content);
        } else {
            while (in_value(to))
                ++to;
            content = between(value, to);
            if (flag(XC_PARSE_WILDCARD) && content.back() == '*')
                refuse("a * does not work in the field \"" + name + "\"", value, to);
        }
        found.values.push_back({content, at(value), at(to) - at(value)});
        add(TOKEN_FILTER, from, to);
        here = to;
        before = 'A';
    }

    // A value between quotation marks, where a doubled one stands for itself. Returns its end.
    iterator quoted_value(const iterator &value, string &content) const
    {
        bool plain = *value == '"';
        for (iterator i = next(value); i != end; ++i) {
            if (*i == '"' && next(i) != end && *next(i) == '"')
                ++i;
            else if (*i == '"' || (!plain && is_quote(*i)))
                return next(i);
            Xapian::Unicode::append_utf8(content, *i);
        }
        refuse("the quotation mark is not closed", value, next(value));
    }

    bool text_field(const string &name, iterator value)
    {
        iterator from = here;
        if (is_quote(*value) && flag(XC_PARSE_PHRASE)) {
            here = value;
            quoted(from);
            return true;
        }
        if (*value == '(' && flag(XC_PARSE_BOOLEAN)) {
            here = value;
            open_bracket(from);
            return true;
        }
        iterator start = value;
        if (*start != ':')
            while (start != end && joins(*start))
                ++start;
        if (!in_word(start) || *value == ':')
            refuse("the field \"" + name + "\" has no value", from, value);
        here = start;
        size_t n = found.tokens.size();
        word(from);
        if (found.tokens.size() > n)
            found.values.push_back({between(start, here), at(start), at(here) - at(start)});
        return true;
    }

    // Initials with dots between, as U.N., are one word.
    bool initials()
    {
        iterator i = here, last = here;
        size_t n = 0;
        while (i != end && is_upper(*i)) {
            n++;
            last = next(i);
            if (last == end || *last != '.')
                break;
            i = next(last);
            last = i;
        }
        if (n < 2 || in_word(last))
            return false;
        here = last;
        return true;
    }

    void one_word()
    {
        unsigned last = *here;
        ++here;
        while (here != end) {
            if (!in_word(here)) {
                iterator after = next(here);
                bool digits = is_digit(last) && after != end && is_digit(*after);
                if (!in_word(after) || !(digits ? infix_of_digits(*here) : infix(*here)))
                    break;
            }
            last = *here;
            ++here;
        }
        iterator suffix = here;
        for (int n = 0; n < 3 && suffix != end && (*suffix == '+' || *suffix == '#'); n++)
            ++suffix;
        if (suffix != here && !in_word(suffix) &&
            (suffix == end || !strchr("+#", static_cast<int>(std::min(*suffix, 0x7fu)))))
            here = suffix;
    }

    // AND, NEAR/5 ... False where the word is none.
    bool operator_word(const iterator &from)
    {
        static const struct {
            const char *name;
            token_kind kind;
        } names[] = {{"AND", TOKEN_AND}, {"OR", TOKEN_OR},     {"XOR", TOKEN_XOR},
                     {"NOT", TOKEN_NOT}, {"NEAR", TOKEN_NEAR}, {"ADJ", TOKEN_ADJ}};
        string name = between(from, here);
        if (flag(XC_PARSE_BOOLEAN_ANY_CASE))
            for (char &c : name)
                if (c >= 'a' && c <= 'z')
                    c = static_cast<char>(c - 'a' + 'A');
        for (const auto &one : names) {
            if (name != one.name)
                continue;
            if (one.kind == TOKEN_NEAR || one.kind == TOKEN_ADJ)
                window(from, name);
            add(one.kind, from, here);
            before = 'A';
            return true;
        }
        return false;
    }

    void window(const iterator &from, const string &name)
    {
        if (here == end || *here != '/')
            return;
        iterator i = next(here);
        unsigned long width = 0;
        for (; i != end && is_digit(*i); ++i)
            width = std::min(width * 10 + (*i - '0'), 1000000ul);
        if (width == 0 || width >= 1000000 || (i != end && !is_space(i)))
            refuse(name + "/ needs a number of words, as in " + name + "/5, and a blank", from, i);
        here = i;
    }

    static size_t characters(const string &s)
    {
        return static_cast<size_t>(
            std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    }

    // A word, and what is joined to it. from is where it begins, with its field.
    void word(const iterator from)
    {
        iterator start = here;
        token_kind kind = TOKEN_WORD;
        if (!initials()) {
            one_word();
            if (at(from) == at(start) && flag(XC_PARSE_BOOLEAN) && operator_word(from))
                return;
        }
        while (here != end && joins(*here)) {
            iterator joined = here;
            while (joined != end && joins(*joined))
                ++joined;
            if (!in_word(joined))
                break;
            here = joined;
            kind = TOKEN_COMPOUND;
            if (!initials())
                one_word();
        }
        if (flag(XC_PARSE_WILDCARD) && here != end && *here == '*')
            kind = wildcard(start, kind);
        add(kind, from, here);
        before = 'A';
    }

    token_kind wildcard(const iterator &start, token_kind kind)
    {
        string stem = between(start, here);
        iterator after = next(here);
        if (kind == TOKEN_COMPOUND)
            refuse("a * does not work behind words that are joined", start, after);
        if (in_word(after))
            refuse("a * can only stand at the end of a word", here, after);
        if (characters(stem) < parser.min_wildcard)
            refuse("a * needs at least " + std::to_string(parser.min_wildcard) +
                       " characters before it",
                   start, after);
        here = after;
        return TOKEN_WILD;
    }

  public:
    scanner(xc_parser &the_parser, const string &text) : parser(the_parser)
    {
        found.text = text;
        here = iterator(found.text);
    }

    checked scan()
    {
        while (here != end) {
            if (is_space(here)) {
                before = ' ';
                ++here;
            } else if (range()) {
                continue;
            } else if (here != end && !in_word(here)) {
                punctuation();
            } else if (!field()) {
                word(here);
            }
        }
        for (const bracket &open : brackets)
            if (!open.text)
                refuse("the bracket is not closed", open.offset, 1);
        return std::move(found);
    }
};

// Checks that each operator has what it works on, as Xapian's grammar has it.
class grammar
{
    struct level {
        const token *open = nullptr;
        const token *waiting = nullptr; // an operator for what is to its right
        const token *hate = nullptr;
        bool operand = false;  // there is one since the last operator
        bool positive = false; // and one that is not excluded
        bool hated = false;    // the whole bracket is
    };

    checked &query;
    unsigned flags;
    vector<level> levels;

    string text(const token &t) const
    {
        return query.text.substr(t.offset, t.length);
    }

    [[noreturn]] void refuse(const token &t, const string &reason) const
    {
        throw failure{XC_PARSE, reason, string(), t.offset, t.length};
    }

    const token *before(size_t i) const
    {
        return i > 0 ? &query.tokens[i - 1] : nullptr;
    }

    const token *after(size_t i) const
    {
        return i + 1 < query.tokens.size() ? &query.tokens[i + 1] : nullptr;
    }

    static bool is(const token *t, token_kind kind)
    {
        return t && t->kind == kind;
    }

    void finish(const level &l) const
    {
        if (l.waiting && !l.operand)
            refuse(*l.waiting, text(*l.waiting) + " has nothing behind it");
        if (l.operand && !l.positive)
            refuse(*l.hate, "there is nothing that this could be left out of");
        if (l.open && !l.operand)
            refuse(*l.open, "there is nothing between the brackets");
    }

    void operand(size_t i)
    {
        level &l = levels.back();
        l.operand = true;
        if (!is(before(i), TOKEN_HATE))
            l.positive = true;
    }

    void joiner(size_t i)
    {
        const token &t = query.tokens[i];
        level &l = levels.back();
        if (!l.operand)
            refuse(t, text(t) + " has nothing before it");
        if (!l.positive)
            refuse(*l.hate, "there is nothing that this could be left out of");
        l.waiting = &t;
        l.operand = l.positive = false;
    }

    void exclusion(size_t i)
    {
        const token &t = query.tokens[i];
        level &l = levels.back();
        bool right_of_and = !l.operand && is(before(i), TOKEN_AND);
        if (!l.operand && !right_of_and && !(flags & XC_PARSE_PURE_NOT))
            refuse(t, text(t) + " has nothing before it that something could be left out of");
        if (l.operand && !l.positive)
            refuse(*l.hate, "there is nothing that this could be left out of");
        l.waiting = &t;
        l.operand = l.positive = false;
    }

    void sign(size_t i)
    {
        const token &t = query.tokens[i];
        const token *next = after(i);
        if (is(next, TOKEN_RANGE))
            refuse(t, "a range can not have a " + text(t) + " before it; use AND or NOT");
        if (!next || (next->kind > TOKEN_OPEN && next->kind != TOKEN_SYNONYM))
            refuse(t, text(t) + " has nothing behind it");
        if (t.kind != TOKEN_HATE)
            return;
        levels.back().hate = &t;
        if (is(before(i), TOKEN_AND))
            levels.back().positive = true; // a AND -b is a NOT b
    }

    // NEAR and ADJ stand between single words. Xapian lets them have no neighbours either: a comma
    // in place of the blank parts them.
    void nearness(size_t i)
    {
        const token &t = query.tokens[i];
        if (!is(before(i), TOKEN_WORD) || !is(after(i), TOKEN_WORD))
            refuse(t, text(t) + " must stand between two single words");
        token_kind other = t.kind == TOKEN_NEAR ? TOKEN_ADJ : TOKEN_NEAR;
        if (i >= 2 && query.tokens[i - 2].kind == other)
            refuse(t, "NEAR and ADJ can not be mixed");
        part(before(i)->offset - 1, before(i)->offset > 0);
        const token *last = after(i);
        size_t end = last->offset + last->length;
        if (i + 2 >= query.tokens.size()) {
            if (end == query.text.size())
                query.text += ' '; // lest it be taken for a word still being typed
        } else if (query.tokens[i + 2].kind <= TOKEN_WILD && begins_with_word(i + 2)) {
            part(end, true);
        }
    }

    bool begins_with_word(size_t i) const
    {
        Xapian::Utf8Iterator first(query.text.data() + query.tokens[i].offset,
                                   query.tokens[i].length);
        return Xapian::Unicode::is_wordchar(*first);
    }

    void part(size_t offset, bool there)
    {
        if (there && offset < query.text.size() && query.text[offset] == ' ')
            query.text[offset] = ',';
    }

    void close()
    {
        level done = levels.back();
        finish(done);
        levels.pop_back();
        level &l = levels.back();
        l.operand = true;
        if (!done.hated)
            l.positive = true;
    }

    void visit(size_t i)
    {
        const token &t = query.tokens[i];
        switch (t.kind) {
        case TOKEN_OPEN: {
            level inner;
            inner.open = &t;
            inner.hated = is(before(i), TOKEN_HATE);
            return levels.push_back(inner);
        }
        case TOKEN_CLOSE:
            return close();
        case TOKEN_AND:
        case TOKEN_OR:
        case TOKEN_XOR:
            return joiner(i);
        case TOKEN_NOT:
            return exclusion(i);
        case TOKEN_NEAR:
        case TOKEN_ADJ:
            return nearness(i);
        case TOKEN_LOVE:
        case TOKEN_HATE:
            return sign(i);
        case TOKEN_SYNONYM:
            if (!is(after(i), TOKEN_WORD))
                refuse(t, "~ must stand before a single word");
            return;
        default:
            return operand(i);
        }
    }

  public:
    grammar(checked &the_query, unsigned the_flags) : query(the_query), flags(the_flags)
    {
    }

    void check()
    {
        levels.emplace_back();
        for (size_t i = 0; i < query.tokens.size(); i++)
            visit(i);
        finish(levels.back());
    }
};

//
// Setting a parser up
//

unsigned theirs(unsigned flags)
{
    return flags & ~(XC_PARSE_KNOWN_FIELDS | XC_PARSE_NO_CHECKS);
}

// The bits are the same in all versions; only the name of the one for n-grams has changed.
static_assert(XC_PARSE_BOOLEAN == Xapian::QueryParser::FLAG_BOOLEAN &&
                  XC_PARSE_PHRASE == Xapian::QueryParser::FLAG_PHRASE &&
                  XC_PARSE_LOVE_HATE == Xapian::QueryParser::FLAG_LOVEHATE &&
                  XC_PARSE_BOOLEAN_ANY_CASE == Xapian::QueryParser::FLAG_BOOLEAN_ANY_CASE &&
                  XC_PARSE_WILDCARD == Xapian::QueryParser::FLAG_WILDCARD &&
                  XC_PARSE_PURE_NOT == Xapian::QueryParser::FLAG_PURE_NOT &&
                  XC_PARSE_PARTIAL == Xapian::QueryParser::FLAG_PARTIAL &&
                  XC_PARSE_SPELLING == Xapian::QueryParser::FLAG_SPELLING_CORRECTION &&
                  XC_PARSE_SYNONYM == Xapian::QueryParser::FLAG_SYNONYM &&
                  XC_PARSE_AUTO_SYNONYMS == Xapian::QueryParser::FLAG_AUTO_SYNONYMS &&
                  XC_PARSE_MULTI_SYNONYMS == Xapian::QueryParser::FLAG_AUTO_MULTIWORD_SYNONYMS &&
                  XC_PARSE_NO_POSITIONS == Xapian::QueryParser::FLAG_NO_POSITIONS,
              "flags are passed on as they are");

void add_field(xc_parser &parser, const struct xc_field &field)
{
    string name = text(field.name), prefix = text(field.prefix), group = text(field.group);
    for (Xapian::Utf8Iterator c(name); c != Xapian::Utf8Iterator(); ++c)
        if (!Xapian::Unicode::is_wordchar(*c))
            fail(XC_INVALID_ARGUMENT,
                 "the name of a field has letters, digits and _ only: \"" + shown(name) + "\"");
    auto known = parser.fields.emplace(name, field.kind);
    if (known.first->second != field.kind)
        fail(XC_INVALID_ARGUMENT, "the field \"" + shown(name) + "\" is of two kinds");
    const string *grouping = group.empty() ? nullptr : &group;
    string each;
    if (field.kind == XC_FIELD_FILTER_EACH)
        grouping = &each;
    if (field.function) {
        parser.processors.push_back(
            std::make_unique<field_processor>(field.function, field.context));
        Xapian::FieldProcessor *processor = parser.processors.back().get();
        if (field.kind == XC_FIELD_TEXT)
            parser.parser.add_prefix(name, processor);
        else
            parser.parser.add_boolean_prefix(name, processor, grouping);
    } else if (field.kind == XC_FIELD_TEXT) {
        parser.parser.add_prefix(name, prefix);
        if (field.groups)
            parser.grouped.push_back(
                {prefix, text(field.groups->start), text(field.groups->prefix)});
    } else {
        parser.parser.add_boolean_prefix(name, prefix, grouping);
    }
}

void add_range(xc_parser &parser, const struct xc_range &range)
{
    check_slot(range.slot);
    unsigned flags = (range.suffix ? static_cast<unsigned>(Xapian::RP_SUFFIX) : 0) |
                     (range.repeated ? static_cast<unsigned>(Xapian::RP_REPEATED) : 0);
    string affix = text(range.affix);
    std::unique_ptr<Xapian::RangeProcessor> made;
    switch (range.kind) {
    case XC_RANGE_DATE:
        made.reset(new date_range(range, affix, flags, parser.backwards));
        break;
    case XC_RANGE_NUMBER:
        made.reset(new number_range(range.slot, affix, flags, parser.backwards));
        break;
    case XC_RANGE_STRING:
        made.reset(new Xapian::RangeProcessor(range.slot, affix, flags));
        break;
    default:
        fail(XC_INVALID_ARGUMENT, "there is no such kind of range");
    }
    if (!affix.empty() && !range.suffix)
        parser.affixes.push_back({affix, range.kind});
    parser.ranges.push_back(std::move(made));
    parser.parser.add_rangeprocessor(parser.ranges.back().get());
}

void set_expansion(const struct xc_parser_options &options, Xapian::QueryParser &parser)
{
    parser.set_max_expansion(
        options.max_wildcard,
        choose(wildcard_limits, options.wildcard_limit, "the limit of a wildcard"),
        Xapian::QueryParser::FLAG_WILDCARD);
    if (options.max_partial)
        parser.set_max_expansion(
            options.max_partial,
            choose(wildcard_limits, options.partial_limit, "the limit of a wildcard"),
            Xapian::QueryParser::FLAG_PARTIAL);
}

void set_words(const struct xc_parser_options &options, xc_parser &made)
{
    using Xapian::QueryParser;
    static const QueryParser::stem_strategy stems[] = {
        QueryParser::STEM_SOME, QueryParser::STEM_NONE, QueryParser::STEM_ALL,
        QueryParser::STEM_ALL_Z, QueryParser::STEM_SOME_FULL_POS};
    made.parser.set_stemmer(stemmer(options.language));
    made.parser.set_stemming_strategy(
        choose(stems, options.stem_strategy, "the stemming strategy"));
    made.stopper = stopper(options.stop_words, options.n_stop_words);
    made.parser.set_stopper(made.stopper.get());
    made.parser.set_default_op(choose(operators, options.default_op, "the default operator"));
}

std::unique_ptr<xc_parser> parser_of(const struct xc_parser_options &options)
{
    const unsigned with_database =
        XC_PARSE_SPELLING | XC_PARSE_SYNONYM | XC_PARSE_AUTO_SYNONYMS | XC_PARSE_MULTI_SYNONYMS;
    auto made = std::make_unique<xc_parser>();
    made->flags = options.flags ? options.flags : XC_PARSE_DEFAULT;
    made->min_wildcard = options.min_wildcard;
    made->database = options.database;
    if (made->flags & with_database && !options.database)
        fail(XC_INVALID_ARGUMENT, "spelling and synonyms need a database");
    list(options.fields, options.n_fields, "the list of fields");
    for (size_t i = 0; i < options.n_fields; i++)
        add_field(*made, options.fields[i]);
    list(options.ranges, options.n_ranges, "the list of ranges");
    for (size_t i = 0; i < options.n_ranges; i++)
        add_range(*made, options.ranges[i]);
    set_words(options, *made);
    set_expansion(options, made->parser);
    return made;
}

//
// Phrases in groups of documents (struct xc_groups)
//

// All documents of the groups that a query finds the start of. It is a filter beside the words of a
// phrase, which lead.
class found_groups : public Xapian::PostingSource
{
  public:
    found_groups(string own_start, Query own_query)
        : start(std::move(own_start)), query(std::move(own_query))
    {
    }

    void init(const Xapian::Database &database) override
    {
        Xapian::Enquire enquire(database);
        enquire.set_query(Query(Query::OP_FILTER, query, Query(start)));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        db = database;
        found.clear();
        Xapian::MSet all = enquire.get_mset(0, db.get_doccount());
        for (auto i = all.begin(); i != all.end(); ++i)
            found.push_back(*i);
        starts = db.postlist_begin(start);
        group = current = 0;
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return db.get_doccount();
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return db.get_doccount();
    }
    Xapian::docid get_docid() const override
    {
        return current;
    }
    bool at_end() const override
    {
        return current > db.get_lastdocid();
    }

    void next(double) override
    {
        seek(current + 1);
    }

    void skip_to(Xapian::docid docid, double) override
    {
        if (docid > current)
            seek(docid);
    }

    bool check(Xapian::docid docid, double) override
    {
        bool is_found = contains(docid);
        if (is_found)
            current = docid;
        return is_found;
    }

    PostingSource *clone() const override
    {
        return new found_groups(start, query);
    }

    // Asked for where the query is to be sent to another machine.
    string name() const override
    {
        throw Xapian::UnimplementedError(
            "phrases of a field that groups of documents have cannot be sent to another machine");
    }

    string get_description() const override
    {
        return "GROUPS " + query.get_description();
    }

  private:
    // Documents are asked for in ascending order.
    bool contains(Xapian::docid docid)
    {
        for (; starts != Xapian::PostingIterator() && *starts <= docid; ++starts)
            group = *starts;
        return std::binary_search(found.begin(), found.end(), group);
    }

    void seek(Xapian::docid docid)
    {
        for (current = docid; !at_end() && !contains(current);)
            current++;
    }

    const string start;
    const Query query;
    Xapian::Database db;
    vector<Xapian::docid> found;    // starts, ascending
    Xapian::PostingIterator starts; // the first one behind the group
    Xapian::docid group = 0, current = 0;
};

bool is_phrase(const Query &query)
{
    return query.get_type() == Query::OP_PHRASE || query.get_type() == Query::OP_NEAR;
}

// The number behind the operator, for which libxapian has no function: "(a PHRASE 2 b)".
Xapian::termcount window_of(const Query &query)
{
    string text = xc::description(query);
    string op = query.get_type() == Query::OP_PHRASE ? " PHRASE " : " NEAR ";
    size_t at = 1 + xc::description(query.get_subquery(0)).size();
    if (text.compare(at, op.size(), op) != 0)
        fail(XC_UNIMPLEMENTED, "libxapian describes phrases in an unknown way: " + text);
    return static_cast<Xapian::termcount>(strtoul(text.c_str() + at + op.size(), nullptr, 10));
}

// A phrase of a field; as it is, if it is one of another field.
Query in_groups(const Query &phrase, const grouped_field &field)
{
    vector<Query> words;
    vector<string> terms;
    for (size_t i = 0; i < phrase.get_num_subqueries(); i++) {
        words.push_back(phrase.get_subquery(i));
        string term =
            words[i].get_type() == Query::LEAF_TERM ? *words[i].get_terms_begin() : string();
        size_t n = field.field.size();
        if (term.size() <= n || term.compare(0, n, field.field) != 0 ||
            (term[n] >= 'A' && term[n] <= 'Z'))
            return phrase;
        terms.push_back(field.prefix + term);
    }
    Query start(phrase.get_type(), terms.begin(), terms.end(), window_of(phrase));
    auto source = std::make_unique<found_groups>(field.start, start);
    return Query(Query::OP_FILTER, Query(Query::OP_AND, words.begin(), words.end()),
                 Query(source.release()->release()));
}

bool has_phrase(const Query &query)
{
    bool found = is_phrase(query);
    for (size_t i = 0; !found && i < query.get_num_subqueries(); i++)
        found = has_phrase(query.get_subquery(i));
    return found;
}

// The query with the phrases of a field looked for where groups start.
Query phrases_in_groups(const Query &query, const grouped_field &field)
{
    if (is_phrase(query))
        return in_groups(query, field);
    // No phrase that was parsed is scaled, but for what a field's function makes.
    if (!has_phrase(query) || query.get_type() == Query::OP_SCALE_WEIGHT ||
        query.get_type() == Query::OP_ELITE_SET)
        return query;
    vector<Query> parts;
    for (size_t i = 0; i < query.get_num_subqueries(); i++)
        parts.push_back(phrases_in_groups(query.get_subquery(i), field));
    return Query(query.get_type(), parts.begin(), parts.end());
}

//
// Parsing
//

checked check_query(xc_parser &parser, const string &text)
{
    if (text.size() > XC_QUERY_MAX)
        throw failure{XC_PARSE,
                      "the query is longer than " + std::to_string(XC_QUERY_MAX) + " bytes",
                      string(), XC_QUERY_MAX, text.size() - XC_QUERY_MAX};
    checked query;
    query.text = text;
    if (parser.flags & XC_PARSE_NO_CHECKS)
        return query;
    query = scanner(parser, text).scan();
    grammar(query, parser.flags).check();
    return query;
}

// Throws what a field's function said against its value, with its place.
void check_refused(const xc_parser &parser, const checked &query, size_t size)
{
    for (const auto &processor : parser.processors) {
        if (!processor->refused)
            continue;
        failure refused = *processor->refused;
        if (refused.code != XC_PARSE)
            throw refused;
        refused.length = size;
        for (const value_place &place : query.values)
            if (processor->value == place.value) {
                refused.offset = place.offset;
                refused.length = place.length;
            }
        throw refused;
    }
}

// Parses, with the place put into errors that have none.
Query parse_checked(xc_parser &parser, const checked &query, size_t size)
{
    for (const auto &processor : parser.processors)
        processor->refused.reset();
    if (parser.database)
        // What was changed under the parser it sees through the same reader.
        parser.parser.set_database(parser.database->db);
    try {
        Query parsed = parser.parser.parse_query(query.text, theirs(parser.flags));
        check_refused(parser, query, size);
        for (const grouped_field &field : parser.grouped)
            parsed = phrases_in_groups(parsed, field);
        return parsed;
    } catch (const Xapian::QueryParserError &thrown) {
        check_refused(parser, query, size);
        throw failure{XC_PARSE, thrown.get_msg(), thrown.get_context(), 0, size};
    }
}

// Xapian parses again without any syntax, and in silence, what its grammar does not take. Between
// brackets and before an operator that can be seen: the operator is not there then.
void check_taken(xc_parser &parser, const checked &query, size_t size)
{
    bool syntax = std::any_of(query.tokens.begin(), query.tokens.end(),
                              [](const token &t) { return t.kind >= TOKEN_OPEN; });
    if (!syntax || !(parser.flags & XC_PARSE_BOOLEAN) || parser.flags & XC_PARSE_NO_CHECKS)
        return;
    unsigned flags = theirs(parser.flags) & ~XC_PARSE_SPELLING;
    Query::op top = Query::OP_XOR;
    try {
        Query probe = parser.parser.parse_query("(" + query.text + " ) XOR xapianc", flags);
        if (probe.get_num_subqueries() > 0)
            top = probe.get_type();
    } catch (const Xapian::QueryParserError &) {
        return; // stop words alone, say
    }
    if (top != Query::OP_XOR)
        throw failure{XC_PARSE, "the operators in this query do not go together", string(), 0,
                      size};
}

vector<string> strings(Xapian::TermIterator i)
{
    vector<string> all;
    for (; i != Xapian::TermIterator(); ++i)
        all.push_back(*i);
    return all;
}

void copy_unstems(const Xapian::QueryParser &parser, whole_parsed &parsed)
{
    vector<std::pair<string, vector<string>>> unstems;
    for (const string &term : unique_terms(parsed.own_query.query)) {
        vector<string> words = strings(parser.unstem_begin(term));
        if (!words.empty())
            unstems.emplace_back(term, words);
    }
    auto *copies = parsed.memory.array<struct xc_unstem>(unstems.size());
    for (size_t i = 0; i < unstems.size(); i++)
        copies[i] = {parsed.memory.copy(unstems[i].first), parsed.memory.copy(unstems[i].second),
                     unstems[i].second.size()};
    parsed.unstems = copies;
    parsed.n_unstems = unstems.size();
}

// Puts back the brackets that were altered for Xapian's sake.
string restored(string corrected, const string &original, const string &altered)
{
    size_t j = 0;
    for (size_t i = 0; i < original.size(); i++) {
        if (altered[i] != '[' && altered[i] != ']' && altered[i] != ',')
            continue;
        j = corrected.find(altered[i], j);
        if (j == string::npos)
            break;
        corrected[j++] = original[i];
    }
    return corrected;
}

std::unique_ptr<whole_parsed> parse(xc_parser &parser, const string &original)
{
    checked query = check_query(parser, original);
    auto parsed = std::make_unique<whole_parsed>();
    parsed->query = &parsed->own_query;
    parsed->own_query.query = parse_checked(parser, query, original.size());
    string corrected = parser.parser.get_corrected_query_string();
    vector<string> stopped = strings(parser.parser.stoplist_begin());
    copy_unstems(parser.parser, *parsed);
    parsed->words = parsed->memory.copy(words_of(parsed->own_query.query));
    parsed->corrected = parsed->memory.copy(restored(corrected, original, query.text));
    parsed->stopped = parsed->memory.copy(stopped);
    parsed->n_stopped = stopped.size();
    check_taken(parser, query, original.size());
    return parsed;
}

} // namespace

struct xc_parser *xc_parser_create(const struct xc_parser_options *options,
                                   struct xc_error *error) noexcept
{
    return give(error, [&] { return parser_of(options ? *options : xc_parser_options()); });
}

void xc_parser_destroy(struct xc_parser *parser) noexcept
{
    drop(parser);
}

struct xc_parsed *xc_parser_parse(struct xc_parser *parser, const char *query, size_t size,
                                  struct xc_error *error) noexcept
{
    return give(error, [&] {
        need(parser, "the parser");
        string original = text(query, size);
        if (parser->database)
            return read(parser->database,
                        [&](Xapian::Database &) { return parse(*parser, original); });
        return parse(*parser, original);
    });
}

void xc_parsed_destroy(struct xc_parsed *parsed) noexcept
{
    drop(static_cast<whole_parsed *>(parsed));
}

//
// Search
//

namespace
{

double parameter(const struct xc_search &search, size_t i, double otherwise)
{
    return i < search.n_parameters ? search.parameters[i] : otherwise;
}

using weight_ptr = std::unique_ptr<Xapian::Weight>;

#if XAPIAN_AT_LEAST(1, 5, 0)
weight_ptr language_model(const struct xc_search &)
{
    fail(XC_UNIMPLEMENTED, "this version of Xapian has no XC_WEIGHT_LM");
}
#else
weight_ptr language_model(const struct xc_search &search)
{
    double smoothing = parameter(search, 1, 1);
    if (!(smoothing >= 1 && smoothing <= 5))
        fail(XC_INVALID_ARGUMENT, "the smoothing of XC_WEIGHT_LM is from 1 to 5");
    auto type = static_cast<Xapian::Weight::type_smoothing>(static_cast<int>(smoothing));
    return weight_ptr(new Xapian::LMWeight(parameter(search, 0, 0), type, parameter(search, 2, -1),
                                           parameter(search, 3, -1)));
}
#endif

weight_ptr weight_of(const struct xc_search &search)
{
    using namespace Xapian;
    auto p = [&](size_t i, double otherwise) { return parameter(search, i, otherwise); };
    switch (search.weight) {
    case XC_WEIGHT_BM25:
        return weight_ptr(new BM25Weight(p(0, 1), p(1, 0), p(2, 1), p(3, 0.5), p(4, 0.5)));
    case XC_WEIGHT_BM25_PLUS:
        return weight_ptr(
            new BM25PlusWeight(p(0, 1), p(1, 0), p(2, 1), p(3, 0.5), p(4, 0.5), p(5, 1)));
    case XC_WEIGHT_BOOL:
        return weight_ptr(new BoolWeight);
    case XC_WEIGHT_TF_IDF:
        return weight_ptr(new TfIdfWeight(search.normalisation ? search.normalisation : "ntn"));
    case XC_WEIGHT_TRAD:
#if XAPIAN_AT_LEAST(2, 0, 0) // which deprecates TradWeight in favour of this
        return weight_ptr(new BM25Weight(p(0, 1), 0, 0, 1, 0));
#else
        return weight_ptr(new TradWeight(p(0, 1)));
#endif
    case XC_WEIGHT_INL2:
        return weight_ptr(new InL2Weight(p(0, 1)));
    case XC_WEIGHT_IFB2:
        return weight_ptr(new IfB2Weight(p(0, 1)));
    case XC_WEIGHT_INEB2:
        return weight_ptr(new IneB2Weight(p(0, 1)));
    case XC_WEIGHT_BB2:
        return weight_ptr(new BB2Weight(p(0, 1)));
    case XC_WEIGHT_DLH:
        return weight_ptr(new DLHWeight);
    case XC_WEIGHT_PL2:
        return weight_ptr(new PL2Weight(p(0, 1)));
    case XC_WEIGHT_PL2_PLUS:
        return weight_ptr(new PL2PlusWeight(p(0, 1), p(1, 0.8)));
    case XC_WEIGHT_DPH:
        return weight_ptr(new DPHWeight);
    case XC_WEIGHT_LM:
        return language_model(search);
    case XC_WEIGHT_COORD:
        return weight_ptr(new CoordWeight);
    }
    fail(XC_INVALID_ARGUMENT, "there is no such weight");
}

void check_search(const struct xc_search &search)
{
    list(search.filters, search.n_filters, "the list of filters");
    for (size_t i = 0; i < search.n_filters; i++)
        need(search.filters[i], "a filter");
    list(search.parameters, search.n_parameters, "the list of parameters");
    list(search.relevant, search.n_relevant, "the list of relevant documents");
    list(search.keys, search.n_keys, "the list of keys");
    list(search.value_slots, search.n_value_slots, "the list of value slots");
    list(search.facet_slots, search.n_facet_slots, "the list of facet slots");
    if (search.order != XC_ORDER_RELEVANCE && search.n_keys == 0)
        fail(XC_INVALID_ARGUMENT, "an order by keys needs a key");
    for (size_t i = 0; i < search.n_keys; i++)
        check_slot(search.keys[i].slot);
    if (search.collapse)
        check_slot(search.collapse_slot);
    if (search.percent_cutoff > 100)
        fail(XC_INVALID_ARGUMENT, "a cut-off of more than 100 per cent");
    if (search.snippet && (search.snippet->start.data || search.snippet->end.data) &&
        (search.snippet->start.size == 0 || search.snippet->end.size == 0))
        fail(XC_INVALID_ARGUMENT, "the markers of a snippet can not be empty");
}

Query whole_query(const struct xc_search &search)
{
    Query query = search.query ? search.query->query : Query();
    for (size_t i = 0; i < search.n_filters; i++)
        query = Query(Query::OP_FILTER, query, search.filters[i]->query);
    return query;
}

// The order of a search. The sorter must live as long as the Enquire object.
void set_order(const struct xc_search &search, Xapian::MultiValueKeyMaker &sorter,
               Xapian::Enquire &enquire)
{
    static const Xapian::Enquire::docid_order orders[] = {
        Xapian::Enquire::ASCENDING, Xapian::Enquire::DESCENDING, Xapian::Enquire::DONT_CARE};
    enquire.set_docid_order(choose(orders, search.docid_order, "the order of document ids"));
    const struct xc_sort_key *keys = search.keys;
    // One plain value needs no key to be made for each document.
    bool plain = search.n_keys == 1 && keys[0].missing.size == 0;
    for (size_t i = 0; i < search.n_keys; i++)
        sorter.add_value(keys[i].slot, keys[i].reverse, text(keys[i].missing));
    switch (search.order) {
    case XC_ORDER_RELEVANCE:
        return;
    case XC_ORDER_KEYS:
        return plain ? enquire.set_sort_by_value(keys[0].slot, keys[0].reverse)
                     : enquire.set_sort_by_key(&sorter, false);
    case XC_ORDER_KEYS_THEN_RELEVANCE:
        return plain ? enquire.set_sort_by_value_then_relevance(keys[0].slot, keys[0].reverse)
                     : enquire.set_sort_by_key_then_relevance(&sorter, false);
    case XC_ORDER_RELEVANCE_THEN_KEYS:
        return plain ? enquire.set_sort_by_relevance_then_value(keys[0].slot, keys[0].reverse)
                     : enquire.set_sort_by_relevance_then_key(&sorter, false);
    }
    fail(XC_INVALID_ARGUMENT, "there is no such order");
}

// Counts the values in a slot, as its base does for remote databases, but much faster: a database's
// matches come by ascending document ids, so that the values are read in one go, and many have the
// value of the one before.
class counter : public Xapian::ValueCountMatchSpy
{
    const Xapian::Database &db;
    Xapian::valueno slot;
    bool one_shard;
    Xapian::ValueIterator next;
    Xapian::docid before = 0;
    uint32_t matches = 0;
    std::unordered_map<string, uint32_t> counts;
    std::pair<const string, uint32_t> *last = nullptr; // of counts

    void add(const string &value)
    {
        if (value.empty())
            return;
        if (!last || last->first != value)
            last = &*counts.emplace(value, 0).first;
        last->second++;
    }

    void add_from_stream(Xapian::docid docid)
    {
        if (before == 0 || docid < before)
            next = db.valuestream_begin(slot);
        before = docid;
        if (next != Xapian::ValueIterator() && next.get_docid() < docid)
            next.skip_to(docid);
        if (next != Xapian::ValueIterator() && next.get_docid() == docid)
            add(*next);
    }

  public:
    counter(const Xapian::Database &searched, Xapian::valueno of)
        : ValueCountMatchSpy(of), db(searched), slot(of), one_shard(searched.size() == 1)
    {
    }

    void operator()(const Xapian::Document &document, double) override
    {
        matches++;
        if (one_shard)
            add_from_stream(document.get_docid());
        else
            add(document.get_value(slot));
    }

    uint32_t total() const
    {
        return matches + static_cast<uint32_t>(get_total());
    }

    // By bytes.
    vector<std::pair<string, uint32_t>> values() const
    {
        std::map<string, uint32_t> all(counts.begin(), counts.end());
        for (auto value = values_begin(); value != values_end(); ++value)
            all[*value] += value.get_termfreq();
        return {all.begin(), all.end()};
    }
};

using spies = vector<std::unique_ptr<counter>>;

// Gives a search up when its time is over.
class timekeeper : public Xapian::MatchSpy
{
    const xc_database &database;
    unsigned matches = 0;

  public:
    explicit timekeeper(const xc_database &of) : database(of)
    {
    }

    void operator()(const Xapian::Document &, double) override
    {
        if (++matches % 64 == 0)
            check_deadline(database);
    }
};

void set_up(const struct xc_search &search, const Xapian::Database &db, spies &facets,
            Xapian::Enquire &enquire)
{
    enquire.set_query(whole_query(search), search.query_length);
    enquire.set_weighting_scheme(*weight_of(search));
    enquire.set_cutoff(static_cast<int>(search.percent_cutoff), search.weight_cutoff);
    if (search.collapse)
        enquire.set_collapse_key(search.collapse_slot,
                                 search.collapse_max ? search.collapse_max : 1);
    if (search.time_limit > 0)
        enquire.set_time_limit(search.time_limit);
    for (size_t i = 0; i < search.n_facet_slots; i++) {
        check_slot(search.facet_slots[i]);
        facets.push_back(std::make_unique<counter>(db, search.facet_slots[i]));
        enquire.add_matchspy(facets.back().get());
    }
}

Xapian::RSet relevant_documents(const uint32_t *docids, size_t n)
{
    Xapian::RSet relevant;
    for (size_t i = 0; i < n; i++)
        relevant.add_document(docids[i]);
    return relevant;
}

void copy_facets(const struct xc_search &search, const spies &facets, whole_result &result)
{
    struct xc_facet *copies = result.memory.array<struct xc_facet>(facets.size());
    for (size_t i = 0; i < facets.size(); i++) {
        vector<std::pair<string, uint32_t>> counts = facets[i]->values();
        if (search.facet_max) {
            std::stable_sort(counts.begin(), counts.end(),
                             [](const auto &a, const auto &b) { return a.second > b.second; });
            counts.resize(std::min<size_t>(counts.size(), search.facet_max));
        }
        auto *values = result.memory.array<struct xc_facet_value>(counts.size());
        for (size_t j = 0; j < counts.size(); j++)
            values[j] = {result.memory.copy(counts[j].first), counts[j].second};
        copies[i] = {search.facet_slots[i], facets[i]->total(), values, counts.size()};
    }
    result.facets = copies;
    result.n_facets = facets.size();
}

void copy_estimates(const Xapian::MSet &mset, whole_result &result)
{
    result.matches = {mset.get_matches_lower_bound(), mset.get_matches_estimated(),
                      mset.get_matches_upper_bound()};
    result.uncollapsed = {mset.get_uncollapsed_matches_lower_bound(),
                          mset.get_uncollapsed_matches_estimated(),
                          mset.get_uncollapsed_matches_upper_bound()};
    result.max_attained = mset.get_max_attained();
    result.max_possible = mset.get_max_possible();
}

void copy_query_terms(const Query &query, const Xapian::MSet &mset, whole_result &result)
{
    vector<string> terms = unique_terms(query);
    auto *copies = result.memory.array<struct xc_query_term_stats>(terms.size());
    for (size_t i = 0; i < terms.size(); i++) {
        bool weighted = !terms[i].empty();
        copies[i] = {result.memory.copy(terms[i]), mset.get_termfreq(terms[i]),
                     weighted ? mset.get_termweight(terms[i]) : 0};
    }
    result.terms = copies;
    result.n_terms = terms.size();
}

struct xc_str snippet_of(const struct xc_snippet &wanted, const Xapian::MSet &mset,
                         const struct xc_hit &hit, const string &data, arena &memory)
{
    const unsigned ngrams = 2048; // SNIPPET_CJK_NGRAM, later called SNIPPET_NGRAMS
    string from = data;
    if (wanted.text) {
        struct xc_str given = {};
        from = wanted.text(wanted.context, &hit, &given) ? text(given) : string();
    }
    bool marked = wanted.start.data;
    unsigned flags = Xapian::MSet::SNIPPET_BACKGROUND_MODEL | Xapian::MSet::SNIPPET_EXHAUSTIVE;
    if (wanted.only_with_match)
        flags |= Xapian::MSet::SNIPPET_EMPTY_WITHOUT_MATCH;
    if (wanted.ngrams)
        flags |= ngrams;
    return memory.copy(
        mset.snippet(from, wanted.length ? wanted.length : 500, stemmer(wanted.language), flags,
                     marked ? text(wanted.start) : "<b>", marked ? text(wanted.end) : "</b>",
                     wanted.omit.data ? text(wanted.omit) : "..."));
}

void copy_hit(const struct xc_search &search, const Xapian::Enquire &enquire,
              const Xapian::MSet &mset, const Xapian::MSetIterator &match, struct xc_hit &hit,
              arena &memory)
{
    Xapian::Document document = match.get_document();
    hit.docid = *match;
    hit.weight = match.get_weight();
    hit.percent = static_cast<uint32_t>(match.get_percent());
    hit.collapse_count = match.get_collapse_count();
    hit.collapse_key = memory.copy(match.get_collapse_key());
    string data;
    if (search.fetch & XC_HIT_DATA || (search.snippet && !search.snippet->text))
        data = document.get_data();
    hit.data = memory.copy(search.fetch & XC_HIT_DATA ? data : string());
    struct xc_str *values = memory.array<struct xc_str>(search.n_value_slots);
    for (size_t i = 0; i < search.n_value_slots; i++)
        values[i] = memory.copy(document.get_value(search.value_slots[i]));
    hit.values = values;
    if (search.fetch & XC_HIT_TERMS) {
        vector<string> terms;
        for (auto t = enquire.get_matching_terms_begin(match);
             t != enquire.get_matching_terms_end(match); ++t)
            terms.push_back(*t);
        hit.terms = memory.copy(terms);
        hit.n_terms = terms.size();
    }
    hit.snippet = search.snippet ? snippet_of(*search.snippet, mset, hit, data, memory)
                                 : memory.copy(string());
}

void copy_hits(const struct xc_search &search, const Xapian::Enquire &enquire,
               const Xapian::MSet &mset, whole_result &result)
{
    struct xc_hit *hits = result.memory.array<struct xc_hit>(mset.size());
    for (Xapian::doccount i = 0; i < mset.size(); i++) {
        hits[i].rank = search.offset + i;
        copy_hit(search, enquire, mset, mset[i], hits[i], result.memory);
    }
    result.hits = hits;
    result.n_hits = mset.size();
}

// A whole search, from the query to the last copied snippet, on the database as it is now.
std::unique_ptr<whole_result> run(const struct xc_search &search, const xc_database &database)
{
    const Xapian::Database &db = database.db;
    using clock = std::chrono::steady_clock;
    auto result = std::make_unique<whole_result>();
    Xapian::MultiValueKeyMaker sorter; // these three: before enquire, which points to them
    spies facets;
    timekeeper keeper(database);
    Xapian::Enquire enquire(db);
    set_up(search, db, facets, enquire);
    set_order(search, sorter, enquire);
    if (!database.remote && database.deadline != clock::time_point())
        enquire.add_matchspy(&keeper);
    Xapian::RSet relevant = relevant_documents(search.relevant, search.n_relevant);
    uint32_t limit = std::min(search.limit, UINT32_MAX - search.offset);
    clock::time_point start = clock::now();
    Xapian::MSet mset = enquire.get_mset(search.offset, limit, search.check_at_least,
                                         relevant.empty() ? nullptr : &relevant);
    std::chrono::duration<double> taken = clock::now() - start;
    result->timed_out = search.time_limit > 0 && taken.count() >= search.time_limit;
    if (database.remote && search.offset == 0)
        mset.fetch(); // in one round. Xapian 1.4 crashes here behind an offset
    copy_hits(search, enquire, mset, *result);
    copy_estimates(mset, *result);
    copy_facets(search, facets, *result);
    copy_query_terms(enquire.get_query(), mset, *result);
    return result;
}

uint32_t n_bits(const xc::bits &set)
{
    uint32_t n = 0;
    for (uint64_t word : set)
        n += static_cast<uint32_t>(__builtin_popcountll(word));
    return n;
}

// Whether a search asks for nothing but the best by a BM25 that does not go by lengths.
bool is_plain(const struct xc_search &s)
{
    return s.query && s.weight == XC_WEIGHT_BM25 && parameter(s, 0, 1) > 0 &&
           parameter(s, 1, 0) == 0 && parameter(s, 3, 0.5) == 0 && s.n_relevant == 0 &&
           s.order == XC_ORDER_RELEVANCE && s.docid_order != XC_DOCID_DESCENDING && !s.collapse &&
           s.n_facet_slots == 0 && s.percent_cutoff == 0 && s.weight_cutoff == 0 && s.fetch == 0 &&
           s.n_value_slots == 0 && !s.snippet;
}

// As libxapian makes them of weights.
uint32_t percent_of(double weight, double of_best, double best)
{
    if (best == 0)
        return 100;
    double percent = 100 * of_best * weight / best + 100 * std::numeric_limits<double>::epsilon();
    return std::clamp(static_cast<uint32_t>(percent), weight > 0 ? 1u : 0u, 100u);
}

void copy_ranked(const xc::ranking &found, uint32_t offset, whole_result &result)
{
    size_t n = found.best.size(), first = std::min<size_t>(offset, n);
    auto weight = [&](size_t i) {
        return static_cast<double>(found.best[i].weight) * xc::ranked::unit;
    };
    auto *hits = result.memory.array<struct xc_hit>(n - first);
    for (size_t i = first; i < n; i++) {
        hits[i - first].docid = found.best[i].docid;
        hits[i - first].rank = static_cast<uint32_t>(i);
        hits[i - first].weight = weight(i);
        hits[i - first].percent = percent_of(weight(i), found.matched, weight(0));
    }
    result.hits = hits;
    result.n_hits = n - first;
    result.max_attained = n ? weight(0) : 0;
}

void copy_frequencies(const Query &query, const Xapian::Database &db, xc_sets &sets,
                      whole_result &result)
{
    vector<string> terms = unique_terms(query);
    auto *copies = result.memory.array<struct xc_query_term_stats>(terms.size());
    for (size_t i = 0; i < terms.size(); i++) {
        xc::kept_ptr known = sets.known_postings(terms[i]);
        copies[i].term = result.memory.copy(terms[i]);
        copies[i].documents =
            known ? static_cast<uint32_t>(known->postings.size()) : db.get_termfreq(terms[i]);
    }
    result.terms = copies;
    result.n_terms = terms.size();
}

// The same from sets; NULL where they cannot do it.
std::unique_ptr<whole_result> run_in(xc_sets &sets, const struct xc_search &search,
                                     const Xapian::Database &db)
{
    auto result = std::make_unique<whole_result>();
    Query query = whole_query(search);
    uint64_t asked = uint64_t(search.offset) + search.limit;
    bool counted = search.check_at_least > asked;
    xc::bits all;
    try {
        xc::ranking found =
            sets.rank(db, query, {parameter(search, 0, 1), parameter(search, 2, 1)},
                      std::min<uint64_t>(asked, db.get_doccount()), counted ? &all : nullptr);
        copy_ranked(found, search.offset, *result);
        uint32_t n = static_cast<uint32_t>(found.best.size());
        uint32_t upper = n < asked ? n : db.get_doccount();
        result->matches = {n, upper, upper};
    } catch (const xc::no_set &) {
        return nullptr;
    }
    if (counted) {
        uint32_t n = n_bits(all);
        result->matches = {n, n, n};
    }
    result->uncollapsed = result->matches;
    copy_frequencies(query, db, sets, *result);
    return result;
}

// Whether a search does nothing but count values.
bool is_count(const struct xc_search &s)
{
    return s.limit == 0 && s.n_facet_slots > 0 && s.weight == XC_WEIGHT_BOOL && !s.collapse &&
           s.percent_cutoff == 0 && s.weight_cutoff == 0 && s.time_limit == 0;
}

void add_matches(const struct xc_matches &more, struct xc_matches &to)
{
    to.lower += more.lower;
    to.estimated += more.estimated;
    to.upper += more.upper;
}

// Adds what was counted in a database, as if all its matches had been looked at.
void add_counts(const struct xc_facet &facet, uint32_t matches, std::map<string, double> &counts)
{
    double factor = facet.total ? static_cast<double>(matches) / facet.total : 0;
    for (size_t i = 0; i < facet.n_values; i++)
        counts[text(facet.values[i].value)] += facet.values[i].count * factor;
}

void copy_counts(const std::map<string, double> &counts, struct xc_facet &facet, uint32_t most,
                 arena &memory)
{
    auto *values = memory.array<struct xc_facet_value>(counts.size());
    size_t n = 0;
    for (const auto &[value, count] : counts)
        values[n++] = {memory.copy(value), static_cast<uint32_t>(std::lround(count))};
    if (most)
        std::stable_sort(values, values + n,
                         [](const auto &a, const auto &b) { return a.count > b.count; });
    facet.values = values;
    facet.n_values = most ? std::min<size_t>(n, most) : n;
}

// libxapian goes through several databases one after the other, and would not look at the last ones at
// all; nor say which one a match is of, without which its values are slow to read.
std::unique_ptr<whole_result> count_by_shards(const struct xc_search &search,
                                              const xc_database &database)
{
    auto result = std::make_unique<whole_result>();
    auto *facets = result->memory.array<struct xc_facet>(search.n_facet_slots);
    vector<std::map<string, double>> counts(search.n_facet_slots);
    for (const Xapian::Database &shard : database.shards) {
        xc_database one;
        one.db = shard;
        one.deadline = database.deadline;
        struct xc_search part = search;
        part.facet_max = 0;
        if (search.check_at_least < database.db.get_doccount())
            part.check_at_least /= static_cast<uint32_t>(database.shards.size());
        auto found = run(part, one);
        add_matches(found->matches, result->matches);
        for (size_t i = 0; i < found->n_facets; i++) {
            add_counts(found->facets[i], found->matches.estimated, counts[i]);
            facets[i].total += found->matches.estimated;
        }
    }
    for (size_t i = 0; i < search.n_facet_slots; i++) {
        facets[i].slot = search.facet_slots[i];
        copy_counts(counts[i], facets[i], search.facet_max, result->memory);
    }
    result->facets = facets;
    result->n_facets = search.n_facet_slots;
    result->uncollapsed = result->matches;
    return result;
}

std::unique_ptr<whole_result> run_or_rank(const struct xc_search &search,
                                          const xc_database &database)
{
    xc_sets *sets = database.usable_sets();
    std::unique_ptr<whole_result> result;
    if (database.shards.size() > 1 && is_count(search))
        return count_by_shards(search, database);
    if (sets && is_plain(search))
        result = run_in(*sets, search, database.db);
    return result ? std::move(result) : run(search, database);
}

} // namespace

struct xc_result *xc_database_search(struct xc_database *database, const struct xc_search *search,
                                     struct xc_error *error) noexcept
{
    return give(error, [&] {
        check_search(need(search, "the search"));
        uint32_t retries;
        std::unique_ptr<whole_result> result = read(
            database, [&](Xapian::Database &) { return run_or_rank(*search, *database); },
            &retries);
        result->retries = retries;
        return result;
    });
}

void xc_result_destroy(struct xc_result *result) noexcept
{
    drop(static_cast<whole_result *>(result));
}

//
// Sets
//

struct xc_sets *xc_sets_create(size_t most_bytes, struct xc_error *error) noexcept
{
    return give(error, [&] { return std::make_unique<xc_sets>(most_bytes); });
}

void xc_sets_destroy(struct xc_sets *sets) noexcept
{
    drop(sets);
}

enum xc_code xc_database_use_sets(struct xc_database *database, struct xc_sets *sets,
                                  struct xc_error *error) noexcept
{
    return guard(error, [&] {
        if (need(database, "the database").db.size() != 1 || database->of_writer)
            fail(XC_INVALID_ARGUMENT, "sets are for the reader of one database");
        database->sets = sets;
        database->sets_generation = database->generation;
    });
}

enum xc_code xc_database_matches(struct xc_database *database, const struct xc_query *query,
                                 struct xc_sets *sets, struct xc_set *ret_set,
                                 struct xc_error *error) noexcept
{
    return guard(error, [&] {
        check_deadline(need(database, "the database"));
        try {
            xc::bits all =
                need(sets, "the sets").matches(database->db, need(query, "the query").query);
            database->matches.swap(all);
        } catch (const xc::no_set &none) {
            fail(XC_LIMIT, none.why);
        }
        *ret_set = {database->matches.data(), database->matches.size(), n_bits(database->matches)};
    });
}

//
// Expansion
//

namespace
{

class expand_decider : public Xapian::ExpandDecider
{
    string prefix;
    std::set<string> exclude;

  public:
    explicit expand_decider(const struct xc_expand &expand) : prefix(text(expand.prefix))
    {
        list(expand.exclude, expand.n_exclude, "the list of terms to leave out");
        for (size_t i = 0; i < expand.n_exclude; i++)
            exclude.insert(text(expand.exclude[i]));
    }

    bool operator()(const string &term) const override
    {
        return term.compare(0, prefix.size(), prefix) == 0 && exclude.count(term) == 0;
    }
};

Xapian::ESet expand_with(const struct xc_expand &expand, const Xapian::Database &db)
{
#if XAPIAN_AT_LEAST(1, 4, 26)
    static const char *const schemes[] = {"prob", "bo1"};
#else
    static const char *const schemes[] = {"trad", "bo1"};
#endif
    int flags = 0;
    if (expand.with_query_terms)
        flags |= Xapian::Enquire::INCLUDE_QUERY_TERMS;
    if (expand.exact_frequencies)
        flags |= Xapian::Enquire::USE_EXACT_TERMFREQ;
    Xapian::Enquire enquire(db);
    if (expand.query)
        enquire.set_query(expand.query->query);
    enquire.set_expansion_scheme(choose(schemes, expand.scheme, "the scheme of expansion"),
                                 expand.k > 0 ? expand.k : 1.0);
    list(expand.relevant, expand.n_relevant, "the list of relevant documents");
    Xapian::RSet relevant = relevant_documents(expand.relevant, expand.n_relevant);
    expand_decider decider(expand);
    return enquire.get_eset(expand.limit, relevant, flags, &decider, expand.min_weight);
}

std::unique_ptr<whole_expansion> copy_expansion(const Xapian::ESet &eset)
{
    auto copy = std::make_unique<whole_expansion>();
    auto *terms = copy->memory.array<struct xc_expansion_term>(eset.size());
    for (Xapian::doccount i = 0; i < eset.size(); i++)
        terms[i] = {copy->memory.copy(*eset[i]), eset[i].get_weight()};
    copy->terms = terms;
    copy->n_terms = eset.size();
    return copy;
}

} // namespace

struct xc_expansion *xc_database_expand(struct xc_database *database,
                                        const struct xc_expand *expand,
                                        struct xc_error *error) noexcept
{
    return give(error, [&] {
        need(expand, "the expansion");
        return read(database,
                    [&](Xapian::Database &db) { return copy_expansion(expand_with(*expand, db)); });
    });
}

void xc_expansion_destroy(struct xc_expansion *expansion) noexcept
{
    drop(static_cast<whole_expansion *>(expansion));
}

//
// Streams
//

namespace
{

// Opens a stream of terms. of_document and counted say what it knows of each term.
template <typename F>
struct xc_terms *open_terms(struct xc_database *database, bool of_document, bool counted,
                            struct xc_error *error, F &&begin) noexcept
{
    return give(error, [&] {
        Xapian::TermIterator first = read(database, begin);
        return std::unique_ptr<xc_terms>(
            new xc_terms{database, database->generation, first, of_document, counted});
    });
}

// Tells what a stream of terms stands at; false at its end.
bool current(struct xc_terms &terms, struct xc_term *ret_term)
{
    terms.started = true;
    if (terms.next == Xapian::TermIterator())
        return false;
    struct xc_term found = {};
    terms.term = *terms.next;
    terms.positions.clear();
    if (terms.of_document) {
        found.wdf = terms.next.get_wdf();
        for (auto p = terms.next.positionlist_begin(); p != terms.next.positionlist_end(); ++p)
            terms.positions.push_back(*p);
    }
    if (terms.counted)
        found.documents = terms.next.get_termfreq();
    found.term = {terms.term.data(), terms.term.size()};
    found.positions = terms.positions.data();
    found.n_positions = terms.positions.size();
    *ret_term = found;
    return true;
}

bool current(struct xc_postings &postings, struct xc_occurrence *ret_occurrence)
{
    postings.started = true;
    if (postings.next == Xapian::PostingIterator())
        return false;
    struct xc_occurrence found = {*postings.next, postings.next.get_wdf(),
                                  postings.next.get_doclength()};
    *ret_occurrence = found;
    return true;
}

bool current(struct xc_values &values, struct xc_document_value *ret_value)
{
    values.started = true;
    if (values.next == Xapian::ValueIterator())
        return false;
    values.value = *values.next;
    *ret_value = {values.next.get_docid(), {values.value.data(), values.value.size()}};
    return true;
}

template <typename Stream, typename Item>
enum xc_code advance(Stream *stream, Item *ret_item, struct xc_error *error) noexcept
{
    return step(stream, error, [&] {
        if (stream->started)
            ++stream->next;
        return current(*stream, ret_item);
    });
}

template <typename Stream, typename Target, typename Item>
enum xc_code skip(Stream *stream, const Target &target, Item *ret_item,
                  struct xc_error *error) noexcept
{
    return step(stream, error, [&] {
        if (stream->next != decltype(stream->next)())
            stream->next.skip_to(target());
        return current(*stream, ret_item);
    });
}

} // namespace

struct xc_terms *xc_terms_open(struct xc_database *database, const char *prefix, size_t size,
                               struct xc_error *error) noexcept
{
    return open_terms(database, false, true, error,
                      [&](Xapian::Database &db) { return db.allterms_begin(text(prefix, size)); });
}

struct xc_terms *xc_terms_open_document(struct xc_database *database, uint32_t docid,
                                        struct xc_error *error) noexcept
{
    return open_terms(database, true, true, error,
                      [&](Xapian::Database &db) { return db.termlist_begin(docid); });
}

struct xc_terms *xc_terms_open_spellings(struct xc_database *database,
                                         struct xc_error *error) noexcept
{
    return open_terms(database, false, true, error,
                      [](Xapian::Database &db) { return db.spellings_begin(); });
}

struct xc_terms *xc_terms_open_synonym_keys(struct xc_database *database, const char *prefix,
                                            size_t size, struct xc_error *error) noexcept
{
    return open_terms(database, false, false, error, [&](Xapian::Database &db) {
        return db.synonym_keys_begin(text(prefix, size));
    });
}

struct xc_terms *xc_terms_open_synonyms(struct xc_database *database, const char *term, size_t size,
                                        struct xc_error *error) noexcept
{
    return open_terms(database, false, false, error,
                      [&](Xapian::Database &db) { return db.synonyms_begin(text(term, size)); });
}

struct xc_terms *xc_terms_open_metadata(struct xc_database *database, const char *prefix,
                                        size_t size, struct xc_error *error) noexcept
{
    return open_terms(database, false, false, error, [&](Xapian::Database &db) {
        return db.metadata_keys_begin(text(prefix, size));
    });
}

enum xc_code xc_terms_next(struct xc_terms *terms, struct xc_term *ret_term,
                           struct xc_error *error) noexcept
{
    return advance(terms, ret_term, error);
}

enum xc_code xc_terms_skip_to(struct xc_terms *terms, const char *term, size_t size,
                              struct xc_term *ret_term, struct xc_error *error) noexcept
{
    return skip(
        terms, [&] { return text(term, size); }, ret_term, error);
}

void xc_terms_destroy(struct xc_terms *terms) noexcept
{
    drop(terms);
}

struct xc_postings *xc_postings_open(struct xc_database *database, const char *term, size_t size,
                                     struct xc_error *error) noexcept
{
    return give(error, [&] {
        string name = text(term, size);
        Xapian::PostingIterator first =
            read(database, [&](Xapian::Database &db) { return db.postlist_begin(name); });
        return std::unique_ptr<xc_postings>(new xc_postings{database, database->generation, first});
    });
}

enum xc_code xc_postings_next(struct xc_postings *postings, struct xc_occurrence *ret_occurrence,
                              struct xc_error *error) noexcept
{
    return advance(postings, ret_occurrence, error);
}

enum xc_code xc_postings_skip_to(struct xc_postings *postings, uint32_t docid,
                                 struct xc_occurrence *ret_occurrence,
                                 struct xc_error *error) noexcept
{
    return skip(
        postings, [&] { return docid; }, ret_occurrence, error);
}

void xc_postings_destroy(struct xc_postings *postings) noexcept
{
    drop(postings);
}

struct xc_values *xc_values_open(struct xc_database *database, uint32_t slot,
                                 struct xc_error *error) noexcept
{
    return give(error, [&] {
        check_slot(slot);
        Xapian::ValueIterator first =
            read(database, [&](Xapian::Database &db) { return db.valuestream_begin(slot); });
        return std::unique_ptr<xc_values>(new xc_values{database, database->generation, first});
    });
}

enum xc_code xc_values_next(struct xc_values *values, struct xc_document_value *ret_value,
                            struct xc_error *error) noexcept
{
    return advance(values, ret_value, error);
}

enum xc_code xc_values_skip_to(struct xc_values *values, uint32_t docid,
                               struct xc_document_value *ret_value, struct xc_error *error) noexcept
{
    return skip(
        values, [&] { return docid; }, ret_value, error);
}

void xc_values_destroy(struct xc_values *values) noexcept
{
    drop(values);
}

//
// Upkeep
//

namespace
{

class compactor : public Xapian::Compactor
{
    const struct xc_compact_options &options;

  public:
    explicit compactor(const struct xc_compact_options &the_options) : options(the_options)
    {
    }

    void set_status(const string &table, const string &status) override
    {
        if (options.progress)
            options.progress(options.context, table.c_str(), status.c_str());
    }
};

} // namespace

enum xc_code xc_compact(const char *const *sources, size_t n, const char *destination,
                        const struct xc_compact_options *options, struct xc_error *error) noexcept
{
    static const unsigned levels[] = {Xapian::Compactor::FULL, Xapian::Compactor::STANDARD,
                                      Xapian::Compactor::FULLER};
    return guard(error, [&] {
        struct xc_compact_options chosen = {};
        if (options)
            chosen = *options;
        if (n == 0)
            fail(XC_INVALID_ARGUMENT, "there is nothing to compact");
        list(sources, n, "the list of sources");
        Xapian::Database all;
        for (size_t i = 0; i < n; i++)
            all.add_database(open_path(sources[i]));
        unsigned flags = choose(levels, chosen.level, "the level of compaction");
        if (chosen.flags & XC_COMPACT_KEEP_IDS)
            flags |= Xapian::DBCOMPACT_NO_RENUMBER;
        if (chosen.flags & XC_COMPACT_MULTIPASS)
            flags |= Xapian::DBCOMPACT_MULTIPASS;
        if (chosen.flags & XC_COMPACT_SINGLE_FILE)
            flags |= Xapian::DBCOMPACT_SINGLE_FILE;
        compactor teller(chosen);
        all.compact(string(&need(destination, "the destination")), flags,
                    static_cast<int>(chosen.block_size), teller);
    });
}

namespace
{

size_t check_tables(const string &path, unsigned flags, std::ostream &lines)
{
    try {
        return Xapian::Database::check(path, static_cast<int>(flags), &lines);
    } catch (const Xapian::DatabaseError &thrown) {
        xc_error error = {};
        describe(thrown, XC_IO, error);
        // Some damage ends the check with an error of a general kind.
        if (error.code != XC_IO || *error.system)
            throw;
        throw failure{XC_CORRUPT, error.message, path, 0, 0, error.type, string()};
    }
}

} // namespace

struct xc_report *xc_check(const char *path, unsigned flags, struct xc_error *error) noexcept
{
    return give(error, [&] {
        auto report = std::make_unique<whole_report>();
        std::ostringstream lines;
        report->errors = check_tables(string(&need(path, "the path")), flags, lines);
        report->own_text = lines.str();
        report->text = {report->own_text.data(), report->own_text.size()};
        return report;
    });
}

void xc_report_destroy(struct xc_report *report) noexcept
{
    drop(static_cast<whole_report *>(report));
}
