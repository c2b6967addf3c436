/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Metrics (metrics.h). */
#include "metrics.h"

#include <inttypes.h>

/* Bounds of the histogram, in microseconds: 100 us to 10 s. */
static const uint32_t bounds[TV_LATENCIES - 1] = {100,   500,    1000,   2500,    5000,    10000,
                                                  25000, 100000, 500000, 1000000, 10000000};

void tv_metrics_request(struct tv_metrics *m, unsigned status, uint64_t bytes, uint64_t nanoseconds)
{
    size_t class = status / 100 - 1, i = 0;
    while (i < TV_LATENCIES - 1 && nanoseconds > (uint64_t)bounds[i] * 1000)
        i++;
    if (class < TV_STATUS_CLASSES)
        atomic_fetch_add(&m->requests[class], 1);
    atomic_fetch_add(&m->bytes, bytes);
    atomic_fetch_add(&m->latencies[i], 1);
    atomic_fetch_add(&m->nanoseconds, nanoseconds);
}

static void head(struct tv_buffer *out, const char *name, const char *type, const char *help)
{
    tv_buffer_printf(out, "# HELP travaux_%s %s\n# TYPE travaux_%s %s\n", name, help, name, type);
}

static void put(struct tv_buffer *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    head(out, name, type, help);
    tv_buffer_printf(out, "travaux_%s %" PRIu64 "\n", name, value);
}

static void put_gauge(struct tv_buffer *out, const char *name, const char *help, int64_t value)
{
    put(out, name, "gauge", help, value > 0 ? (uint64_t)value : 0);
}

static void put_requests(struct tv_metrics *m, struct tv_buffer *out)
{
    head(out, "http_requests_total", "counter", "Requests answered, by class of status.");
    for (size_t i = 0; i < TV_STATUS_CLASSES; i++)
        tv_buffer_printf(out, "travaux_http_requests_total{status=\"%zuxx\"} %" PRIu64 "\n", i + 1,
                         (uint64_t)atomic_load(&m->requests[i]));
}

static void put_latencies(struct tv_metrics *m, struct tv_buffer *out)
{
    uint64_t sum = 0;
    head(out, "http_request_duration_seconds", "histogram",
         "From a request's first line to its answer's last byte.");
    for (size_t i = 0; i < TV_LATENCIES; i++) {
        sum += atomic_load(&m->latencies[i]);
        tv_buffer_puts(out, "travaux_http_request_duration_seconds_bucket{le=\"");
        if (i < TV_LATENCIES - 1)
            tv_buffer_printf(out, "%g", bounds[i] / 1e6);
        else
            tv_buffer_puts(out, "+Inf");
        tv_buffer_printf(out, "\"} %" PRIu64 "\n", sum);
    }
    tv_buffer_printf(out,
                     "travaux_http_request_duration_seconds_sum %.9f\n"
                     "travaux_http_request_duration_seconds_count %" PRIu64 "\n",
                     (double)atomic_load(&m->nanoseconds) / 1e9, sum);
}

void tv_metrics_text(struct tv_metrics *m, struct tv_buffer *out)
{
    put_requests(m, out);
    put_latencies(m, out);
    put(out, "http_response_body_bytes_total", "counter", "Bytes of bodies sent.", m->bytes);
    put(out, "searches_total", "counter", "Requests that a thread of the pool did.", m->searches);
    put(out, "verified_total", "counter", "Citations for which an archive was read.", m->verified);
    put(out, "cache_hits_total", "counter", "Answers that were there already.", m->cache_hits);
    put(out, "cache_misses_total", "counter", "Answers that were not.", m->cache_misses);
    put(out, "turned_away_total", "counter", "Requests for which no thread was free in time.",
        m->turned_away);
    put(out, "cut_off_total", "counter", "Connections closed since the client took too long.",
        m->cut_off);
    put(out, "repeated_total", "counter", "Answers begun again since the index was changed.",
        m->repeated);
    put(out, "index_updates_total", "counter", "Changes of the index that were seen.", m->updates);
    put_gauge(out, "connections", "Connections that are open.", m->connections);
    put_gauge(out, "requests_in_flight", "Requests under way.", m->in_flight);
    put_gauge(out, "requests_waiting", "Of these, those that wait for a thread.", m->waiting);
}
