// SPDX-License-Identifier: GPL-2.0-or-later
//
// Rankings (sets.h).

#include <array>
#include <cmath>
#include <cstdlib>

#include "sets.h"

using std::string;
using std::vector;
using Xapian::Query;

namespace xc
{

namespace
{

//
// What a query is made of. libxapian has no functions for the numbers in it, but describes them in full;
// a query made anew with them has to be the same.
//

double scale_of(const Query &query)
{
    double factor = strtod(description(query).c_str(), nullptr);
    if (!(factor >= 0) ||
        Query(Query::OP_SCALE_WEIGHT, query.get_subquery(0), factor).serialise() !=
            query.serialise())
        throw no_set{"libxapian describes a factor in an unknown way"};
    return factor;
}

// Takes the number behind a sign off the end of the text; without one, `otherwise`.
Xapian::termcount take_number(string &text, char sign, Xapian::termcount otherwise)
{
    size_t digits = text.find_last_not_of("0123456789");
    if (digits == string::npos || digits + 1 == text.size() || text[digits] != sign)
        return otherwise;
    auto number = static_cast<Xapian::termcount>(strtoul(text.c_str() + digits + 1, nullptr, 10));
    text.resize(digits);
    return number;
}

// How often a term stands in the query.
Xapian::termcount wqf_of(const Query &query, const string &term)
{
    string whole = query.serialise(), text = description(query);
    Xapian::termcount pos = take_number(text, '@', 0), wqf = take_number(text, '#', 1);
    // a term may itself end so
    for (auto [count, at] :
         {std::pair(wqf, pos), std::pair(pos ? 1u : wqf, pos), std::pair(1u, 0u)})
        if (Query(term, count, at).serialise() == whole)
            return count;
    throw no_set{"libxapian describes a term in an unknown way"};
}

//
// Clauses
//

// What adds a weight to the documents that it has: all that a term has, which weigh
// weight * wdf / (k1 + wdf); or those of a part of the query, which weigh values[wdf].
struct clause {
    kept_ptr what;
    double weight = 0, k1 = 0;
    vector<int64_t> values = {};
    int64_t most = 0; // that it adds
    size_t at = 0;    // window

    int64_t value(uint32_t wdf) const
    {
        return values.empty() ? static_cast<int64_t>(weight * wdf / (k1 + wdf)) : values[wdf];
    }
};

// Sums of weights have to fit, with room to spare.
constexpr double most_weight = 1 << 20;

// A part of a query that has conditions of its own may have so many matches.
constexpr size_t most_of_part = 20000;

// What libxapian counts for its percentages.
struct leaf {
    vector<kept_ptr> all; // a document that is in all of these has it
    bool counted = true;  // among those that the query has; ranges that filter are not
};

bool is_range(const Query &query)
{
    Query::op type = query.get_type();
    return type == Query::OP_VALUE_RANGE || type == Query::OP_VALUE_GE ||
           type == Query::OP_VALUE_LE;
}

// libxapian counts those within a filter where it happens to look at them.
void check_no_range(const Query &query)
{
    for (size_t i = 0; i < query.get_num_subqueries(); i++)
        check_no_range(query.get_subquery(i));
    if (is_range(query))
        throw no_set{"a filter is made of ranges and more"};
}

// Takes a query apart.
class analysis
{
    const Xapian::Database &db;
    xc_sets &sets;
    const bm25 &parameters;
    double bound = 0; // of all clauses together

    void add_clause(clause &&c)
    {
        for (const kept::window &w : c.what->windows)
            c.most = std::max(c.most, c.value(w.wdf));
        bound += static_cast<double>(c.most) * ranked::unit;
        if (!(bound < most_weight))
            throw no_set{"a query weighs too much"};
        if (c.most > 0)
            clauses.push_back(std::move(c));
        else
            restricted = true;
    }

    // As BM25Weight of libxapian has it.
    void add_term(const Query &query, double factor)
    {
        string term = *query.get_terms_begin();
        kept_ptr postings = sets.postings(db, term);
        double n = static_cast<double>(postings->postings.size());
        double odds = (db.get_doccount() - n + 0.5) / (n + 0.5), wqf = wqf_of(query, term);
        double weight = std::log(odds < 2 ? odds / 2 + 1 : odds) * factor * (parameters.k1 + 1);
        if (parameters.k3 != 0)
            weight *= (parameters.k3 + 1) * wqf / (parameters.k3 + wqf);
        if (!(weight < most_weight))
            throw no_set{"a query weighs too much"};
        leaves.push_back({{postings}});
        if (n > 0)
            add_clause({postings, weight / ranked::unit, parameters.k1});
    }

    // A part that has conditions of its own becomes a clause.
    void add_part(const Query &query, double factor)
    {
        bits set = sets.matches(db, query);
        size_t n = 0;
        for (uint64_t word : set)
            n += static_cast<size_t>(__builtin_popcountll(word));
        if (n > most_of_part)
            throw no_set{"a part of the query has too many matches"};
        analysis part(db, sets, parameters);
        part.add(query, factor, true);
        auto made = std::make_shared<kept>();
        clause c;
        for_each(set, [&](Xapian::docid docid) {
            made->add(docid, static_cast<uint32_t>(c.values.size()));
            c.values.push_back(part.weight_of(docid));
        });
        note_greatest(*made, c.values);
        made->end();
        c.what = made;
        for (leaf &l : part.leaves) {
            l.all.push_back(made);
            leaves.push_back(std::move(l));
        }
        if (n > 0)
            add_clause(std::move(c));
    }

    // Windows name the place of their greatest value.
    static void note_greatest(kept &made, const vector<int64_t> &values)
    {
        for (size_t i = 0; i < made.windows.size(); i++) {
            auto first = values.begin() + made.windows[i].begin;
            auto last = i + 1 < made.windows.size() ? values.begin() + made.windows[i + 1].begin
                                                    : values.end();
            made.windows[i].wdf =
                static_cast<uint32_t>(std::max_element(first, last) - values.begin());
        }
    }

    int64_t weight_of(Xapian::docid docid)
    {
        int64_t sum = 0;
        for (clause &c : clauses)
            c.what->each(docid, docid, c.at,
                         [&](Xapian::docid, uint32_t wdf) { sum += c.value(wdf); });
        return sum;
    }

    void add_all(const Query &query, double factor, bool required)
    {
        for (size_t i = 0; i < query.get_num_subqueries(); i++)
            add(query.get_subquery(i), factor, required);
    }

    void add_weightless(bool counted)
    {
        leaves.push_back({{}, counted});
        restricted = true;
    }

    // What all matches have to meet.
    void add_required(const Query &query, double factor)
    {
        restricted = true;
        if (query.get_type() != Query::OP_FILTER && query.get_type() != Query::OP_AND_NOT)
            return add_all(query, factor, true);
        add(query.get_subquery(0), factor, true);
        for (size_t i = 1; query.get_type() == Query::OP_FILTER && i < query.get_num_subqueries();
             i++)
            if (is_range(query.get_subquery(i)))
                add_weightless(false);
            else
                check_no_range(query.get_subquery(i));
    }

  public:
    vector<clause> clauses;
    vector<leaf> leaves;
    bool restricted = false; // the clauses alone do not say what matches

    analysis(const Xapian::Database &of, xc_sets &from, const bm25 &with)
        : db(of), sets(from), parameters(with)
    {
    }

    // required: all that matches has this part.
    void add(const Query &query, double factor, bool required)
    {
        if (factor == 0)
            throw no_set{"a part of a query weighs nothing"};
        switch (query.get_type()) {
        case Query::LEAF_MATCH_NOTHING:
            return;
        case Query::LEAF_TERM:
            return add_term(query, factor);
        case Query::OP_SCALE_WEIGHT:
            return add(query.get_subquery(0), factor * scale_of(query), required);
        case Query::OP_OR:
            return add_all(query, factor, false);
        case Query::OP_AND:
        case Query::OP_FILTER:
        case Query::OP_AND_NOT:
            return required ? add_required(query, factor) : add_part(query, factor);
        case Query::
            OP_PHRASE: // libxapian 1.4 counts some that do not match, where these may be missing
        case Query::OP_NEAR:
            if (required)
                return add_required(query, factor);
            break;
        case Query::LEAF_MATCH_ALL:
            if (required)
                return add_weightless(true);
            break;
        default:
            if (required && is_range(query))
                return add_weightless(true);
        }
        throw no_set{"a query has parts that are not ranked by sets"};
    }
};

//
// Ranking
//

// The best of what is given by ascending docids.
class best
{
    vector<ranked> heap; // the last one first
    const size_t limit;

    static bool before(const ranked &a, const ranked &b)
    {
        return a.weight != b.weight ? a.weight > b.weight : a.docid < b.docid;
    }

  public:
    int64_t threshold = -1; // less is not among them, nor is as much

    explicit best(size_t n) : limit(n)
    {
    }

    void add(int64_t weight, Xapian::docid docid)
    {
        if (weight <= threshold)
            return;
        if (heap.size() == limit) {
            std::pop_heap(heap.begin(), heap.end(), before);
            heap.pop_back();
        }
        heap.push_back({weight, docid});
        std::push_heap(heap.begin(), heap.end(), before);
        if (heap.size() == limit)
            threshold = heap.front().weight;
    }

    vector<ranked> take()
    {
        std::sort(heap.begin(), heap.end(), before);
        return std::move(heap);
    }
};

class ranker
{
    static constexpr size_t n_words = kept::window_size / 64;

    // A clause in the window that is looked at.
    struct part {
        const clause *of;
        const uint32_t *next, *end; // postings
        int64_t below;              // the most that this and all before it add
    };

    vector<clause> &clauses; // that which adds least first
    const bits *allowed;     // NULL: all
    best &found;
    vector<int64_t> below; // the most that so many clauses add, from the first one
    vector<part> parts;
    std::array<int64_t, kept::window_size> sums = {};
    std::array<uint64_t, n_words> touched = {};

    // The clauses that have documents in a window, and what they add at most there.
    void enter(uint32_t number)
    {
        parts.clear();
        int64_t sum = 0;
        for (clause &c : clauses) {
            const auto &windows = c.what->windows;
            while (windows[c.at].number < number)
                c.at++;
            if (windows[c.at].number != number)
                continue;
            const uint32_t *postings = c.what->postings.data();
            sum += c.value(windows[c.at].wdf);
            parts.push_back(
                {&c, postings + windows[c.at].begin, postings + windows[c.at + 1].begin, sum});
        }
    }

    void add_all(const part &p)
    {
        for (const uint32_t *posting = p.next; posting < p.end; posting++) {
            uint32_t place = *posting >> kept::wdf_bits;
            sums[place] += p.of->value(kept::wdf(*posting));
            touched[place / 64] |= uint64_t(1) << place % 64;
        }
    }

    // What the first n parts add to the weight of a document; -1 where it is not among the best.
    int64_t look_up(uint32_t place, int64_t weight, size_t n)
    {
        for (; n > 0; n--) {
            part &p = parts[n - 1];
            if (weight + p.below <= found.threshold)
                return -1;
            p.next = std::lower_bound(p.next, p.end, place << kept::wdf_bits);
            if (p.next < p.end && *p.next >> kept::wdf_bits == place)
                weight += p.of->value(kept::wdf(*p.next));
        }
        return weight;
    }

    // The documents that parts from n on have.
    void choose(uint32_t number, size_t n)
    {
        for (size_t i = 0; i < n_words; i++) {
            for (uint64_t word = touched[i]; word; word &= word - 1) {
                auto place =
                    static_cast<uint32_t>(64 * i) + static_cast<uint32_t>(__builtin_ctzll(word));
                Xapian::docid docid = number * kept::window_size + place;
                if (!allowed || (*allowed)[docid / 64] >> docid % 64 & 1)
                    found.add(look_up(place, sums[place], n), docid);
                sums[place] = 0;
            }
            touched[i] = 0;
        }
    }

    void rank_window(uint32_t number)
    {
        enter(number);
        if (parts.back().below <= found.threshold)
            return;
        size_t n = 0; // parts that cannot lift a document by themselves
        while (parts[n].below <= found.threshold)
            n++;
        for (size_t i = n; i < parts.size(); i++)
            add_all(parts[i]);
        choose(number, n);
    }

    // The next window of the clauses from n on; UINT32_MAX behind the last.
    uint32_t next_window(size_t n) const
    {
        uint32_t number = UINT32_MAX;
        for (size_t i = n; i < clauses.size(); i++)
            number = std::min(number, clauses[i].what->windows[clauses[i].at].number);
        return number;
    }

  public:
    ranker(vector<clause> &of, const bits *these, best &ret_best)
        : clauses(of), allowed(these), found(ret_best)
    {
        std::sort(clauses.begin(), clauses.end(),
                  [](const clause &a, const clause &b) { return a.most < b.most; });
        int64_t sum = 0;
        for (const clause &c : clauses)
            below.push_back(sum += c.most);
    }

    // So many documents will be found that weigh at least what the best of one term do.
    static int64_t least_of(const vector<clause> &clauses, size_t n)
    {
        int64_t least = 0;
        for (const clause &c : clauses)
            if (c.values.empty())
                least = std::max(least, c.value(c.what->wdf_of_best(n)));
        return least - 1;
    }

    void rank()
    {
        size_t n = 0; // clauses that cannot lift a document by themselves
        for (uint32_t number = 0; (number = next_window(n)) != UINT32_MAX;) {
            rank_window(number);
            while (n < clauses.size() && below[n] <= found.threshold)
                n++;
            for (size_t i = n; i < clauses.size(); i++)
                clauses[i].at += clauses[i].what->windows[clauses[i].at].number == number;
        }
    }
};

// Matches without a weight stand behind all others.
void fill_up(vector<ranked> &found, const bits &all, size_t limit)
{
    vector<Xapian::docid> known;
    known.reserve(found.size());
    for (const ranked &r : found)
        known.push_back(r.docid);
    std::sort(known.begin(), known.end());
    for_each(all, [&](Xapian::docid docid) {
        if (found.size() < limit && !std::binary_search(known.begin(), known.end(), docid))
            found.push_back({0, docid});
    });
}

double share_of(const vector<leaf> &leaves, Xapian::docid docid)
{
    double had = 0, n = 0;
    for (const leaf &l : leaves) {
        had += std::all_of(l.all.begin(), l.all.end(),
                           [&](const kept_ptr &k) { return k->has(docid); });
        n += l.counted;
    }
    return had / n;
}

} // namespace

} // namespace xc

xc::ranking xc_sets::rank(const Xapian::Database &db, const Query &query,
                          const xc::bm25 &parameters, size_t limit, xc::bits *ret_all)
{
    xc::analysis parts(db, *this, parameters);
    parts.add(query, 1, true);
    xc::bits all;
    if (parts.restricted || ret_all)
        all = matches(db, query);
    xc::best best(limit);
    if (!parts.restricted)
        best.threshold = xc::ranker::least_of(parts.clauses, limit);
    if (limit > 0)
        xc::ranker(parts.clauses, parts.restricted ? &all : nullptr, best).rank();
    xc::ranking found = {best.take(), 0};
    if (parts.restricted && found.best.size() < limit)
        xc::fill_up(found.best, all, limit);
    if (!found.best.empty())
        found.matched = xc::share_of(parts.leaves, found.best[0].docid);
    if (ret_all)
        ret_all->swap(all);
    return found;
}
