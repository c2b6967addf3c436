/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures the bulk loader against WritableDatabase over the same passages.
 *
 *     bench-bulk load|write|tokenise PASSAGES DATABASE [THREADS [MEMORY_MB [COMPRESSION [sync]]]]
 *
 * PASSAGES holds one passage a line (bench/passages makes such a file). A passage becomes a document:
 * its words with positions, their stems without, three boolean terms, three values, the passage as data.
 * Words are cut and stemmed the same way for both, with a cache of stems, so that what differs is only
 * how the database is made: `load` through the loader, in THREADS threads from passage to table; `write`
 * through WritableDatabase::add_document in one, as it can do no better, committing every 10,000
 * documents (libxapian's default) or as XAPIAN_FLUSH_THRESHOLD says. `tokenise` stops before either.
 * The file is read into memory before the clock starts. Prints one line.
 */
#include "xapian-bulk.h"

#include <xapian.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include <sys/resource.h>

using std::string;
using std::string_view;

namespace
{

struct Passage {
    uint32_t docid;
    string_view text;
};

/* What a thread needs to make documents of passages; its memory is used again for the next. */
class Tokeniser
{
  public:
    Tokeniser()
    {
        for (int c = 0; c < 256; c++)
            letter[c] = c >= 0x80 || std::isalnum(c);
    }

    xb_document document(const Passage &passage)
    {
        words.clear();
        terms.clear();
        cut(passage.text);
        for (uint32_t i = 0; i < words.size(); i++)
            numbers.size() <= i ? numbers.push_back(i + 1) : void();
        for (uint32_t i = 0; i < words.size(); i++) {
            terms.push_back({words[i]->word.data(), words[i]->word.size(), 1, 1, &numbers[i]});
            terms.push_back({words[i]->stem.data(), words[i]->stem.size(), 1, 0, nullptr});
        }
        label(passage.docid);
        return {terms.data(), terms.size(), values, 3, passage.text.data(), passage.text.size()};
    }

  private:
    struct Word {
        string word, stem;
    };
    Xapian::Stem stemmer{"en"};
    std::unordered_map<string, Word> cache;
    std::vector<const Word *> words;
    std::vector<xb_term> terms;
    std::vector<uint32_t> numbers;
    xb_value values[3] = {};
    string lower, identity, group, date, order;

    bool letter[256];

    bool of_word(char c) const
    {
        return letter[static_cast<unsigned char>(c)];
    }

    void cut(string_view text)
    {
        for (size_t i = 0; i < text.size();) {
            lower.clear();
            for (; i < text.size() && of_word(text[i]); i++)
                lower += char(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
            if (!lower.empty() && lower.size() <= 64)
                words.push_back(&known(lower));
            while (i < text.size() && !of_word(text[i]))
                i++;
        }
    }

    const Word &known(const string &word)
    {
        auto found = cache.find(word);
        if (found == cache.end())
            found = cache.emplace(word, Word{word, "Z" + stemmer(word)}).first;
        return found->second;
    }

    void label(uint32_t docid)
    {
        identity = "Q" + std::to_string(docid / 40);
        group = "K" + std::to_string(docid % 7);
        date = std::to_string(19900101 + docid / 40 % 330000);
        order = std::to_string(docid);
        for (const string *label : {&identity, &group})
            terms.push_back({label->data(), label->size(), 0, 0, nullptr});
        terms.push_back({"Len", 3, 0, 0, nullptr});
        values[0] = {0, date.data(), date.size()};
        values[1] = {1, identity.data(), identity.size()};
        values[2] = {2, order.data(), order.size()};
    }
};

[[noreturn]] void stop(const char *message)
{
    std::fprintf(stderr, "bench-bulk: %s\n", message);
    std::exit(2);
}

/* Threads take passages a few hundred at a time. */
template <typename Take>
void each_passage(const std::vector<Passage> &passages, std::atomic<size_t> &next, Take take)
{
    const size_t many = 256;
    Tokeniser tokeniser;
    for (size_t first; (first = next.fetch_add(many)) < passages.size();)
        for (size_t i = first; i < first + many && i < passages.size(); i++)
            take(passages[i].docid, tokeniser.document(passages[i]));
}

void load(const std::vector<Passage> &passages, const char *path, const xb_options &options)
{
    xb_loader *loader;
    xb_error error;
    std::vector<std::thread> threads;
    std::atomic<size_t> next{0};
    if (!xb_loader_create(path, &options, &loader, &error))
        stop(error.message);
    for (unsigned i = 0; i < options.threads; i++) {
        xb_feeder *feeder;
        if (!xb_feeder_create(loader, &feeder, &error))
            stop(error.message);
        threads.emplace_back([&, feeder] {
            each_passage(passages, next, [&](uint32_t docid, const xb_document &document) {
                xb_error mine;
                if (!xb_add(feeder, docid, &document, &mine))
                    stop(mine.message);
            });
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    auto merging = std::chrono::steady_clock::now();
    if (!xb_finish(loader, nullptr, 0, &error))
        stop(error.message);
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - merging;
    std::printf("finish %.2f s, ", took.count());
    xb_loader_destroy(loader);
}

void write(const std::vector<Passage> &passages, const char *path, bool sync)
{
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE | (sync ? 0 : Xapian::DB_NO_SYNC));
    std::atomic<size_t> next{0};
    each_passage(passages, next, [&](uint32_t, const xb_document &from) {
        Xapian::Document document;
        for (size_t i = 0; i < from.term_count; i++) {
            const xb_term &term = from.terms[i];
            string name(static_cast<const char *>(term.bytes), term.size);
            if (term.position_count)
                document.add_posting(name, *term.positions, term.wdf);
            else
                document.add_term(name, term.wdf);
        }
        for (size_t i = 0; i < from.value_count; i++)
            document.add_value(
                from.values[i].slot,
                string(static_cast<const char *>(from.values[i].bytes), from.values[i].size));
        document.set_data(string(static_cast<const char *>(from.data), from.data_size));
        database.add_document(document);
    });
    database.commit();
}

void tokenise(const std::vector<Passage> &passages, unsigned count)
{
    std::vector<std::thread> threads;
    std::atomic<size_t> next{0}, terms{0};
    for (unsigned i = 0; i < count; i++)
        threads.emplace_back([&] {
            size_t mine = 0;
            each_passage(passages, next, [&](uint32_t, const xb_document &document) {
                mine += document.term_count;
            });
            terms += mine;
        });
    for (std::thread &thread : threads)
        thread.join();
    std::printf("%zu terms, ", terms.load());
}

std::vector<Passage> split(const string &text)
{
    std::vector<Passage> passages;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        passages.push_back({uint32_t(passages.size() + 1), string_view(text).substr(at, end - at)});
        at = end + 1;
    }
    return passages;
}

void print_sizes(const char *path)
{
    uintmax_t sum = 0;
    std::error_code none;
    for (const auto &file : std::filesystem::directory_iterator(path, none)) {
        std::printf(", %s %.0f", file.path().stem().c_str(), double(file.file_size()) / 1e6);
        sum += file.file_size();
    }
    std::printf(", all %.0f MB\n", double(sum) / 1e6);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4)
        stop("usage: load|write|tokenise PASSAGES DATABASE [THREADS [MEMORY_MB [COMPRESSION "
             "[sync]]]]");
    std::ifstream file(argv[2], std::ios::binary);
    string text(std::filesystem::file_size(argv[2]), '\0'), way = argv[1];
    file.read(text.data(), std::streamsize(text.size()));
    std::vector<Passage> passages = split(text);
    xb_options options = {};
    options.threads = argc > 4 ? unsigned(std::atoi(argv[4])) : 2;
    options.memory = argc > 5 ? size_t(std::atoi(argv[5])) << 20 : 0;
    options.compression = argc > 6 ? std::atoi(argv[6]) : 0;
    options.no_sync = argc <= 7;
    auto begin = std::chrono::steady_clock::now();
    if (way == "load")
        load(passages, argv[3], options);
    else if (way == "write")
        write(passages, argv[3], !options.no_sync);
    else
        tokenise(passages, options.threads);
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](timeval t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    std::printf("%s: %zu passages, %.0f MB in %.2f s (processor %.2f s), %.1f MB/s, peak %ld MiB "
                "(%zu of them the text)",
                way.c_str(), passages.size(), double(text.size()) / 1e6, took.count(),
                seconds(usage.ru_utime) + seconds(usage.ru_stime),
                double(text.size()) / 1e6 / took.count(), usage.ru_maxrss / 1024,
                text.size() >> 20);
    print_sizes(argv[3]);
}
