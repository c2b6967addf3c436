// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sets and rankings (sets.h).

#include "sets.h"

#include <functional>

#include "xapian-c.h"

using std::string;
using std::vector;
using Xapian::Query;

namespace xc
{

string description(const Query &query)
{
    const string before = "Query(";
    string text = query.get_description();
    return text.substr(before.size(), text.size() - before.size() - 1);
}

//
// What is kept
//

void kept::add(Xapian::docid docid, uint32_t wdf)
{
    uint32_t number = docid / window_size;
    if (wdf > most_wdf)
        throw no_set{"a term stands too often in a document"};
    if (windows.empty() || windows.back().number != number)
        windows.push_back({number, static_cast<uint32_t>(postings.size()), 0});
    windows.back().wdf = std::max(windows.back().wdf, wdf);
    postings.push_back(docid % window_size << wdf_bits | wdf);
}

void kept::end()
{
    windows.push_back({UINT32_MAX, static_cast<uint32_t>(postings.size()), 0});
}

// From the last rank on, so that each one is found among those of the one before.
void kept::rank()
{
    vector<uint32_t> wdfs(postings.size());
    std::transform(postings.begin(), postings.end(), wdfs.begin(), wdf);
    auto last = wdfs.end();
    size_t n = first_rank;
    while (n <= wdfs.size() / 2)
        n *= 2;
    for (; n >= first_rank && n <= wdfs.size(); n /= 2) {
        auto at = wdfs.begin() + static_cast<ptrdiff_t>(n - 1);
        std::nth_element(wdfs.begin(), at, last, std::greater<uint32_t>());
        ranks.insert(ranks.begin(), *at);
        last = at;
    }
}

uint32_t kept::wdf_of_best(size_t n) const
{
    size_t rank = first_rank, i = 0;
    for (; rank < n; rank *= 2)
        i++;
    return i < ranks.size() ? ranks[i] : 0;
}

bool kept::has(Xapian::docid docid) const
{
    bool found = false;
    auto of_docid =
        std::lower_bound(windows.begin(), windows.end(), docid / window_size,
                         [](const kept::window &w, uint32_t n) { return w.number < n; });
    size_t at = static_cast<size_t>(of_docid - windows.begin());
    each(docid, docid, at, [&](Xapian::docid, uint32_t) { found = true; });
    return found;
}

size_t kept::bytes() const
{
    return sizeof *this + windows.capacity() * sizeof windows[0] +
           (postings.capacity() + ranks.capacity()) * sizeof postings[0] +
           set.capacity() * sizeof set[0];
}

namespace
{

void set_bit(bits &in, Xapian::docid docid)
{
    in[docid / 64] |= uint64_t(1) << docid % 64;
}

//
// Sets
//

// Sets the bits of all matches.
class bit_setter : public Xapian::MatchSpy
{
    bits &in;

  public:
    explicit bit_setter(bits &out) : in(out)
    {
    }

    void operator()(const Xapian::Document &document, double) override
    {
        set_bit(in, document.get_docid());
    }
};

// Finds the set of a query's matches from those of its parts.
class set_maker
{
    const Xapian::Database &db;
    xc_sets &sets;
    size_t n_words;

    kept_ptr read_bits(const string &term) const
    {
        auto made = std::make_shared<kept>();
        made->set.resize(n_words);
        for (auto p = db.postlist_begin(term), end = db.postlist_end(term); p != end; ++p)
            set_bit(made->set, *p);
        return made;
    }

    kept_ptr search(const Query &query) const
    {
        auto made = std::make_shared<kept>();
        made->set.resize(n_words);
        bit_setter setter(made->set);
        Xapian::Enquire enquire(db);
        enquire.set_query(query);
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.add_matchspy(&setter);
        enquire.get_mset(0, 0, db.get_doccount());
        return made;
    }

    static void add_kept(const kept &set, bits &out)
    {
        auto word = out.begin();
        for (auto more : set.set)
            *word++ |= more;
        for (size_t i = 0; i + 1 < set.windows.size(); i++)
            for (uint32_t k = set.windows[i].begin; k < set.windows[i + 1].begin; k++)
                set_bit(out, set.windows[i].number * kept::window_size +
                                 (set.postings[k] >> kept::wdf_bits));
    }

    template <typename F> void add_found(const string &key, bits &out, F &&make)
    {
        kept_ptr set = sets.find(key);
        if (!set) {
            set = make();
            sets.keep(key, set);
        }
        add_kept(*set, out);
    }

    // Of a term that many documents have, bits are both smaller and quicker than postings.
    void add_term(const string &term, bits &out)
    {
        if (db.get_termfreq(term) / 2 < n_words)
            add_kept(*sets.postings(db, term), out);
        else
            add_found('=' + term, out, [&] { return read_bits(term); });
    }

    // The matches of the first part that are in all others, or in none.
    void add_combined(const Query &query, bool all, bits &out)
    {
        bits set = one(query.get_subquery(0));
        for (size_t i = 1; i < query.get_num_subqueries(); i++) {
            bits other = one(query.get_subquery(i));
            for (size_t k = 0; k < n_words; k++)
                set[k] &= all ? other[k] : ~other[k];
        }
        for (size_t k = 0; k < n_words; k++)
            out[k] |= set[k];
    }

    void add_different(const Query &query, bits &out)
    {
        bits set(n_words);
        for (size_t i = 0; i < query.get_num_subqueries(); i++) {
            bits other = one(query.get_subquery(i));
            for (size_t k = 0; k < n_words; k++)
                set[k] ^= other[k];
        }
        for (size_t k = 0; k < n_words; k++)
            out[k] |= set[k];
    }

    void check_phrase(const Query &query) const
    {
        Xapian::doccount least = db.get_doccount();
        for (auto t = query.get_terms_begin(); t != query.get_terms_end(); ++t)
            least = std::min(least, db.get_termfreq(*t));
        if (least > XC_SETS_PHRASE_MAX)
            throw no_set{"a phrase has words of too many documents for a set of its matches"};
    }

    void add_searched(const Query &query, bits &out)
    {
        add_found('?' + query.serialise(), out, [&] { return search(query); });
    }

  public:
    set_maker(const Xapian::Database &of, xc_sets &from)
        : db(of), sets(from), n_words(of.get_lastdocid() / 64 + 1)
    {
    }

    bits one(const Query &query)
    {
        bits set(n_words);
        add(query, set);
        return set;
    }

    void add(const Query &query, bits &out)
    {
        switch (query.get_type()) {
        case Query::LEAF_MATCH_NOTHING:
            return;
        case Query::LEAF_MATCH_ALL:
            return add_found("=", out, [&] { return read_bits(string()); });
        case Query::LEAF_TERM:
            return add_term(*query.get_terms_begin(), out);
        case Query::OP_OR:
        case Query::OP_MAX:
        case Query::OP_SYNONYM:
            for (size_t i = 0; i < query.get_num_subqueries(); i++)
                add(query.get_subquery(i), out);
            return;
        case Query::OP_SCALE_WEIGHT:
        case Query::OP_AND_MAYBE:
            return add(query.get_subquery(0), out);
        case Query::OP_AND:
        case Query::OP_FILTER:
            return add_combined(query, true, out);
        case Query::OP_AND_NOT:
            return add_combined(query, false, out);
        case Query::OP_XOR:
            return add_different(query, out);
        case Query::OP_PHRASE:
        case Query::OP_NEAR:
            check_phrase(query);
            return add_searched(query, out);
        case Query::OP_VALUE_RANGE:
        case Query::OP_VALUE_GE:
        case Query::OP_VALUE_LE:
            return add_searched(query, out);
        default:
            throw no_set{"a query has parts that no set is made of"};
        }
    }
};

} // namespace

} // namespace xc

xc::kept_ptr xc_sets::find(const string &key)
{
    std::lock_guard<std::mutex> guard(lock);
    auto found = known.find(key);
    if (found == known.end())
        return nullptr;
    order.splice(order.begin(), order, found->second.used);
    return found->second.what;
}

void xc_sets::keep(const string &key, const xc::kept_ptr &made)
{
    const size_t of_tables = 2 * key.size() + 200; // about
    size_t size = made->bytes() + of_tables;
    std::lock_guard<std::mutex> guard(lock);
    if (size > most || known.count(key))
        return;
    for (; used + size > most; order.pop_back()) {
        auto last = known.find(order.back());
        used -= last->second.size;
        known.erase(last);
    }
    order.push_front(key);
    try {
        known.emplace(key, entry{made, size, order.begin()});
    } catch (...) {
        order.pop_front();
        throw;
    }
    used += size;
}

xc::kept_ptr xc_sets::known_postings(const string &term)
{
    return find('#' + term);
}

xc::kept_ptr xc_sets::postings(const Xapian::Database &db, const string &term)
{
    xc::kept_ptr known_ones = known_postings(term);
    if (known_ones)
        return known_ones;
    auto made = std::make_shared<xc::kept>();
    made->postings.reserve(db.get_termfreq(term));
    for (auto p = db.postlist_begin(term), end = db.postlist_end(term); p != end; ++p)
        made->add(*p, p.get_wdf());
    made->end();
    made->rank();
    made->windows.shrink_to_fit();
    keep('#' + term, made);
    return made;
}

xc::bits xc_sets::matches(const Xapian::Database &db, const Query &query)
{
    return xc::set_maker(db, *this).one(query);
}
