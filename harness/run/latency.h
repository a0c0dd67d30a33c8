/* Percentiles of response times in constant memory. */
#ifndef HP_RUN_LATENCY_H
#define HP_RUN_LATENCY_H

#include <stddef.h>
#include <stdint.h>

/* 16 buckets for each doubling from 1 microsecond to over an hour: an error of 6 % at most. */
enum { HP_LATENCY_BUCKETS = 16 * 33 };

struct hp_latency_histogram {
    uint64_t counts[HP_LATENCY_BUCKETS];
    uint64_t total;
    uint64_t max_us;
};

void hp_latency_add(struct hp_latency_histogram *histogram, uint64_t duration_us);

/* The smallest bucket bound that at least `fraction` (0 to 1) of the values do not exceed, in
 * milliseconds, never above the maximum; 0 when there are no values. */
double hp_latency_percentile(const struct hp_latency_histogram *histogram, double fraction);

struct hp_latency_bar;

/* The histogram in doublings from the fastest to the slowest value; returns how many bars, at most
 * `bars_max`. */
size_t hp_latency_bars(const struct hp_latency_histogram *histogram, struct hp_latency_bar *bars,
                       size_t bars_max);

#endif
