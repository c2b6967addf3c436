/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reference.h"

#include <xapian.h>

#include <cstring>
#include <filesystem>
#include <random>
#include <set>
#include <sstream>
#include <vector>

using std::string;

namespace
{

template <typename Work> char *guarded(Work work)
{
    try {
        string message = work();
        return message.empty() ? nullptr : strdup(message.c_str());
    } catch (const Xapian::Error &error) {
        return strdup(error.get_description().c_str());
    } catch (const std::exception &error) {
        return strdup(error.what());
    }
}

string bytes(const void *p, size_t size)
{
    return string(static_cast<const char *>(p), size);
}

Xapian::Document convert(const xb_document &from)
{
    Xapian::Document document;
    for (size_t i = 0; i < from.term_count; i++) {
        const xb_term &term = from.terms[i];
        string name = bytes(term.bytes, term.size);
        for (size_t j = 0; j < term.position_count; j++)
            document.add_posting(name, term.positions[j], 0);
        document.add_term(name, term.wdf);
    }
    for (size_t i = 0; i < from.value_count; i++)
        document.add_value(from.values[i].slot, bytes(from.values[i].bytes, from.values[i].size));
    document.set_data(bytes(from.data, from.data_size));
    return document;
}

/* Writes down what two databases have at the same place, and fails where it differs. */
class Differ
{
  public:
    template <typename A> void same(const string &what, const A &a, const A &b)
    {
        if (a == b)
            return;
        std::ostringstream out;
        out << what << ": " << a << ", not " << b;
        throw std::runtime_error(out.str());
    }
};

void compare_statistics(Differ &differ, const Xapian::Database &a, const Xapian::Database &b)
{
    differ.same("doccount", a.get_doccount(), b.get_doccount());
    differ.same("lastdocid", a.get_lastdocid(), b.get_lastdocid());
    differ.same("total length", a.get_total_length(), b.get_total_length());
    differ.same("average length", a.get_avlength(), b.get_avlength());
    differ.same("shortest", a.get_doclength_lower_bound(), b.get_doclength_lower_bound());
    differ.same("longest", a.get_doclength_upper_bound(), b.get_doclength_upper_bound());
    differ.same("has positions", a.has_positions(), b.has_positions());
}

string positions(Xapian::PositionIterator p, Xapian::PositionIterator end)
{
    std::ostringstream out;
    for (; p != end; ++p)
        out << *p << ' ';
    return out.str();
}

void compare_postings(Differ &differ, const Xapian::Database &a, const Xapian::Database &b,
                      const string &term)
{
    auto p = a.postlist_begin(term), q = b.postlist_begin(term);
    string where = "posting of " + term;
    for (; p != a.postlist_end(term) && q != b.postlist_end(term); ++p, ++q) {
        differ.same(where, *p, *q);
        differ.same(where + " wdf", p.get_wdf(), q.get_wdf());
        differ.same(where + " doclength", p.get_doclength(), q.get_doclength());
        if (!term.empty())
            differ.same(where + " positions",
                        positions(p.positionlist_begin(), p.positionlist_end()),
                        positions(q.positionlist_begin(), q.positionlist_end()));
    }
    differ.same(where + " ended", p == a.postlist_end(term), q == b.postlist_end(term));
}

void compare_terms(Differ &differ, const Xapian::Database &a, const Xapian::Database &b)
{
    auto p = a.allterms_begin(), q = b.allterms_begin();
    for (; p != a.allterms_end() && q != b.allterms_end(); ++p, ++q) {
        differ.same("term", *p, *q);
        differ.same(*p + " termfreq", p.get_termfreq(), q.get_termfreq());
        differ.same(*p + " collfreq", a.get_collection_freq(*p), b.get_collection_freq(*p));
        differ.same(*p + " wdf bound", a.get_wdf_upper_bound(*p), b.get_wdf_upper_bound(*p));
        compare_postings(differ, a, b, *p);
    }
    differ.same("terms ended", p == a.allterms_end(), q == b.allterms_end());
    compare_postings(differ, a, b, "");
}

/* What is read, or nothing where the database is one that libxapian wrote and cannot read. */
template <typename Read> bool readable(Read read)
{
    try {
        read();
        return true;
    } catch (const Xapian::DatabaseCorruptError &) {
        return false;
    }
}

void compare_termlists(Differ &differ, const Xapian::Database &a, const Xapian::Database &b,
                       Xapian::docid docid)
{
    string where = "document " + std::to_string(docid);
    if (!readable([&] { b.termlist_begin(docid); })) {
        a.termlist_begin(docid);
        return;
    }
    auto p = a.termlist_begin(docid), q = b.termlist_begin(docid);
    for (; p != a.termlist_end(docid) && q != b.termlist_end(docid); ++p, ++q) {
        differ.same(where + " term", *p, *q);
        differ.same(where + " wdf", p.get_wdf(), q.get_wdf());
        differ.same(where + " position count", p.positionlist_count(), q.positionlist_count());
    }
    differ.same(where + " terms ended", p == a.termlist_end(docid), q == b.termlist_end(docid));
    differ.same(where + " unique", a.get_unique_terms(docid), b.get_unique_terms(docid));
}

void compare_document(Differ &differ, const Xapian::Database &a, const Xapian::Database &b,
                      Xapian::docid docid, std::set<Xapian::valueno> &slots)
{
    string where = "document " + std::to_string(docid), data;
    Xapian::Document x = a.get_document(docid), y = b.get_document(docid);
    string loaded = x.get_data();
    if (readable([&] { data = y.get_data(); }))
        differ.same(where + " data", loaded, data);
    differ.same(where + " length", a.get_doclength(docid), b.get_doclength(docid));
    auto p = x.values_begin(), q = y.values_begin();
    for (; p != x.values_end() && q != y.values_end(); ++p, ++q) {
        differ.same(where + " slot", p.get_valueno(), q.get_valueno());
        differ.same(where + " value", *p, *q);
        slots.insert(p.get_valueno());
    }
    differ.same(where + " values ended", p == x.values_end(), q == y.values_end());
    compare_termlists(differ, a, b, docid);
}

void compare_slot(Differ &differ, const Xapian::Database &a, const Xapian::Database &b,
                  Xapian::valueno slot)
{
    string where = "slot " + std::to_string(slot);
    differ.same(where + " freq", a.get_value_freq(slot), b.get_value_freq(slot));
    differ.same(where + " lower", a.get_value_lower_bound(slot), b.get_value_lower_bound(slot));
    differ.same(where + " upper", a.get_value_upper_bound(slot), b.get_value_upper_bound(slot));
    auto p = a.valuestream_begin(slot), q = b.valuestream_begin(slot);
    for (; p != a.valuestream_end(slot) && q != b.valuestream_end(slot); ++p, ++q) {
        differ.same(where + " docid", p.get_docid(), q.get_docid());
        differ.same(where + " value", *p, *q);
    }
    differ.same(where + " ended", p == a.valuestream_end(slot), q == b.valuestream_end(slot));
}

void compare_metadata(Differ &differ, const Xapian::Database &a, const Xapian::Database &b)
{
    auto p = a.metadata_keys_begin(), q = b.metadata_keys_begin();
    for (; p != a.metadata_keys_end() && q != b.metadata_keys_end(); ++p, ++q) {
        differ.same("metadata key", *p, *q);
        differ.same("metadata " + *p, a.get_metadata(*p), b.get_metadata(*p));
    }
    differ.same("metadata ended", p == a.metadata_keys_end(), q == b.metadata_keys_end());
}

using Random = std::mt19937_64;

Xapian::Query random_query(Random &random, const std::vector<string> &terms)
{
    auto term = [&] { return Xapian::Query(terms[random() % terms.size()]); };
    Xapian::Query several[] = {term(), term(), term()};
    auto combine = [&](Xapian::Query::op op, unsigned window = 0) {
        return Xapian::Query(op, several, several + 2 + random() % 2, window);
    };
    switch (random() % 9) {
    case 0:
        return combine(Xapian::Query::OP_AND);
    case 1:
        return combine(Xapian::Query::OP_PHRASE, 2 + unsigned(random() % 20));
    case 2:
        return combine(Xapian::Query::OP_NEAR, 3 + unsigned(random() % 20));
    case 3:
        return Xapian::Query(Xapian::Query::OP_AND_NOT, several[0], several[1]);
    case 4:
        return Xapian::Query(
            Xapian::Query::OP_FILTER, combine(Xapian::Query::OP_OR),
            Xapian::Query(Xapian::Query::OP_VALUE_RANGE, Xapian::valueno(random() % 3), "1", "7"));
    case 5:
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, Xapian::valueno(random() % 3), "5");
    case 6:
        return Xapian::Query(Xapian::Query::OP_AND_MAYBE, several[0], several[1]);
    case 7:
        return Xapian::Query(Xapian::Query::OP_WILDCARD,
                             terms[random() % terms.size()].substr(0, 2));
    default:
        return combine(Xapian::Query::OP_OR);
    }
}

struct Order {
    uint64_t kind;
    Xapian::doccount from, many;
};

Xapian::MSet run(const Xapian::Database &database, const Xapian::Query &query, const Order &order)
{
    Xapian::Enquire enquire(database);
    enquire.set_query(query);
    if (order.kind % 4 == 1)
        enquire.set_sort_by_value_then_relevance(1, order.kind % 8 < 4);
    if (order.kind % 4 == 2)
        enquire.set_collapse_key(0, 1 + order.kind / 4 % 3);
    if (order.kind % 4 == 3)
        enquire.set_sort_by_relevance_then_value(2, true);
    return enquire.get_mset(order.from, order.many);
}

void compare_msets(Differ &differ, const Xapian::MSet &x, const Xapian::MSet &y, const string &what)
{
    differ.same(what + " size", x.size(), y.size());
    differ.same(what + " estimate", x.get_matches_estimated(), y.get_matches_estimated());
    differ.same(what + " bound", x.get_max_possible(), y.get_max_possible());
    for (auto p = x.begin(), q = y.begin(); p != x.end(); ++p, ++q) {
        differ.same(what + " docid", *p, *q);
        differ.same(what + " weight", p.get_weight(), q.get_weight());
        differ.same(what + " collapsed", p.get_collapse_count(), q.get_collapse_count());
    }
}

bool listed(const Xapian::Database &database, Xapian::docid docid)
{
    try {
        database.get_doclength(docid);
        return true;
    } catch (const Xapian::DocNotFoundError &) {
        return false;
    }
}

} // namespace

char *reference_write(const char *path, const reference_document *documents, size_t count,
                      const xb_metadata *metadata, size_t metadata_count)
{
    return guarded([&] {
        Xapian::WritableDatabase database(path, Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
        for (size_t i = 0; i < count; i++)
            database.replace_document(documents[i].docid, convert(documents[i].document));
        for (size_t i = 0; i < metadata_count; i++)
            database.set_metadata(bytes(metadata[i].key, metadata[i].key_size),
                                  bytes(metadata[i].value, metadata[i].value_size));
        database.commit();
        return string();
    });
}

char *reference_compare(const char *loaded, const char *written)
{
    return guarded([&] {
        Differ differ;
        Xapian::Database a(loaded), b(written);
        std::set<Xapian::valueno> slots;
        compare_statistics(differ, a, b);
        compare_terms(differ, a, b);
        for (auto p = b.postlist_begin(""); p != b.postlist_end(""); ++p)
            compare_document(differ, a, b, *p, slots);
        for (Xapian::valueno slot : slots)
            compare_slot(differ, a, b, slot);
        compare_metadata(differ, a, b);
        differ.same("spellings", a.spellings_begin() == a.spellings_end(), true);
        differ.same("synonyms", a.synonym_keys_begin() == a.synonym_keys_end(), true);
        return string();
    });
}

char *reference_compare_queries(const char *loaded, const char *written, unsigned count,
                                uint64_t seed)
{
    return guarded([&] {
        Differ differ;
        Xapian::Database a(loaded), b(written);
        Random random(seed);
        std::vector<string> terms(b.allterms_begin(), b.allterms_end());
        for (unsigned i = 0; i < count && !terms.empty(); i++) {
            Xapian::Query query = random_query(random, terms);
            Order order = {random(), Xapian::doccount(random() % 3),
                           1 + Xapian::doccount(random() % 40)};
            compare_msets(differ, run(a, query, order), run(b, query, order),
                          query.get_description());
        }
        return string();
    });
}

char *reference_check(const char *path)
{
    return guarded([&] {
        std::ostringstream out;
        size_t errors =
            Xapian::Database::check(path,
                                    Xapian::DBCHECK_SHORT_TREE | Xapian::DBCHECK_FULL_TREE |
                                        Xapian::DBCHECK_SHOW_FREELIST | Xapian::DBCHECK_SHOW_STATS,
                                    &out);
        if (!errors)
            return string();
        string report = out.str();
        return "check: " + report.substr(report.size() > 2000 ? report.size() - 2000 : 0);
    });
}

char *reference_compact(const char *first, const char *second, const char *into)
{
    return guarded([&] {
        Xapian::Database database(first);
        if (second)
            database.add_database(Xapian::Database(second));
        database.compact(into, 0);
        return string();
    });
}

char *reference_update(const char *path, const reference_document *documents, size_t count,
                       uint64_t seed)
{
    return guarded([&] {
        Xapian::WritableDatabase database(path, Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
        Random random(seed);
        for (size_t i = 0; i < count; i++) {
            Xapian::docid last = database.get_lastdocid();
            Xapian::docid docid = last ? 1 + Xapian::docid(random() % last) : 1;
            Xapian::Document document = convert(documents[random() % count].document);
            switch (random() % 4) {
            case 0:
                if (last < 0xffffffff)
                    database.add_document(document);
                break;
            case 1:
                database.replace_document(docid, document);
                break;
            case 2:
                if (listed(database, docid))
                    database.delete_document(docid);
                break;
            default:
                database.delete_document(bytes(documents[i].document.terms[0].bytes,
                                               documents[i].document.terms[0].size));
            }
            if (i % 50 == 49)
                database.commit();
        }
        database.set_metadata("after", "wards");
        database.commit();
        return string();
    });
}

/* libxapian 1.4's check deletes a derived object through its base, which is no fault of ours. */
extern "C" const char *__asan_default_options(void);
extern "C" const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

uint64_t reference_revision(const char *path)
{
    return Xapian::Database(path).get_revision();
}

bool reference_opens(const char *path)
{
    try {
        Xapian::Database database(path);
        return true;
    } catch (const Xapian::Error &) {
        return false;
    }
}

void reference_remove(const char *path)
{
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}
