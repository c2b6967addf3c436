// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sets (sets.cc) and rankings (rankings.cc) of one revision of one local database, from posting lists
// that are kept in memory.
//
// How it works. What libxapian reads of a term is kept decoded, for the next query that has the term:
// its postings, and, where many documents have it, the set of these as bits. A query's set is made of
// those of its parts. To rank, a query is taken apart into clauses, each of which adds a weight to the
// documents that it has: terms, with their BM25, and, where a part of an OR has conditions of its own
// ("(a AND b) OR c"), that part. Clauses are merged by MaxScore (Turtle and Flood 1995), window by
// window of docids: clauses that together cannot lift a document above the last of the best so far are
// only looked up for documents that others have.
//
// What is always true: weights are whole numbers while they are added up, so that the sum is the same
// in whichever order, and documents that weigh the same stay in the order of their ids; nothing is
// written to after it was kept; and what cannot be done exactly as libxapian does it throws no_set.
#ifndef XAPIAN_C_SETS_H
#define XAPIAN_C_SETS_H

#include <xapian.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace xc
{

// A query, or a part of one, that no set is made of, or that is not ranked by this.
struct no_set {
    const char *why;
};

// What stands between the brackets of libxapian's "Query(...)".
std::string description(const Xapian::Query &query);

// Document ids as bits: of document d, bit d % 64 of word d / 64.
using bits = std::vector<uint64_t>;

// Calls f(docid) for all of a set.
template <typename F> void for_each(const bits &set, F &&f)
{
    for (size_t i = 0; i < set.size(); i++)
        for (uint64_t word = set[i]; word; word &= word - 1)
            f(static_cast<Xapian::docid>(64 * i) +
              static_cast<Xapian::docid>(__builtin_ctzll(word)));
}

// The documents with a term, or of a range or phrase: postings, or bits.
struct kept {
    // A posting is its document's place in its window, and the wdf.
    static constexpr unsigned window_bits = 11, wdf_bits = 32 - window_bits;
    static constexpr size_t first_rank = 64;
    static constexpr uint32_t window_size = 1u << window_bits;
    static constexpr uint32_t most_wdf = (1u << wdf_bits) - 1;

    // Of window_size docids, some of which have postings.
    struct window {
        uint32_t number; // the docids from number * window_size on
        uint32_t begin;  // where its postings begin
        uint32_t wdf;    // the greatest
    };

    std::vector<window> windows; // ascending, and one behind the last
    std::vector<uint32_t> postings;
    std::vector<uint32_t> ranks; // of the postings by wdf: of the 64th, the 128th ... so many
    bits set;

    static uint32_t wdf(uint32_t posting)
    {
        return posting & most_wdf;
    }

    // Docids ascend.
    void add(Xapian::docid docid, uint32_t wdf);
    void end();
    // And, of a term: notes the ranks.
    void rank();

    bool has(Xapian::docid docid) const;

    // So many documents at least have no lower wdf than this.
    uint32_t wdf_of_best(size_t n) const;

    // Calls f(docid, wdf) for what has the term from the first docid to the last. `at`, at first 0, is
    // the window to look from, for docids that ascend.
    template <typename F>
    void each(Xapian::docid first, Xapian::docid last, size_t &at, F &&f) const
    {
        while (windows[at].number < first / window_size)
            at++;
        const uint32_t *p = postings.data() + windows[at].begin;
        if (windows[at].number == first / window_size)
            p = std::lower_bound(p, postings.data() + windows[at + 1].begin,
                                 first % window_size << wdf_bits);
        for (size_t i = at; windows[i].number <= last / window_size; i++)
            for (; p < postings.data() + windows[i + 1].begin; p++) {
                Xapian::docid docid = windows[i].number * window_size + (*p >> wdf_bits);
                if (docid > last)
                    return;
                f(docid, wdf(*p));
            }
    }

    size_t bytes() const;
};

using kept_ptr = std::shared_ptr<const kept>;

// A document's weight, in parts of unit.
struct ranked {
    static constexpr double unit = 1.0 / (uint64_t(1) << 40);
    int64_t weight;
    Xapian::docid docid;
};

struct ranking {
    std::vector<ranked> best; // the best first
    double matched; // the share of the query's terms that the first one has: libxapian's percentage
};

// BM25 that does not go by the length of documents: k2 and b are 0.
struct bm25 {
    double k1, k3;
};

} // namespace xc

// What is kept: what was asked for longest ago goes first.
struct xc_sets {
    explicit xc_sets(size_t most_bytes) : most(most_bytes)
    {
    }

    // NULL where there is none.
    xc::kept_ptr find(const std::string &key);
    void keep(const std::string &key, const xc::kept_ptr &made);

    // The postings of a term. The database is at the revision of the sets.
    xc::kept_ptr postings(const Xapian::Database &db, const std::string &term);
    // Only if they are there.
    xc::kept_ptr known_postings(const std::string &term);

    // All documents that match.
    xc::bits matches(const Xapian::Database &db, const Xapian::Query &query);

    // The best `limit` matches. ret_all, if it is not NULL, becomes all of them.
    xc::ranking rank(const Xapian::Database &db, const Xapian::Query &query,
                     const xc::bm25 &parameters, size_t limit, xc::bits *ret_all);

  private:
    struct entry {
        xc::kept_ptr what;
        size_t size;
        std::list<std::string>::iterator used;
    };

    std::mutex lock;
    const size_t most;
    size_t used = 0;
    std::list<std::string> order; // keys, the last one asked for first
    std::unordered_map<std::string, entry> known;
};

#endif
