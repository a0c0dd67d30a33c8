/* A log-linear histogram, as HdrHistogram has it. Must not know what was timed. */
#include "harness/run/latency.h"

#include "harness/run/summary.h"

enum { SUB_BITS = 4, SUB_COUNT = 1 << SUB_BITS };

static unsigned bucket_of(uint64_t value)
{
    if (value < SUB_COUNT) {
        return (unsigned)value;
    }
    unsigned top = 63u - (unsigned)__builtin_clzll(value);
    unsigned shift = top - SUB_BITS;
    unsigned bucket = (shift + 1) * SUB_COUNT + (unsigned)(value >> shift & (SUB_COUNT - 1));
    return bucket < HP_LATENCY_BUCKETS ? bucket : HP_LATENCY_BUCKETS - 1;
}

static uint64_t upper_bound_of(unsigned bucket)
{
    if (bucket < SUB_COUNT) {
        return bucket;
    }
    unsigned shift = bucket / SUB_COUNT - 1;
    uint64_t lower = (uint64_t)(SUB_COUNT + bucket % SUB_COUNT) << shift;
    return lower + (UINT64_C(1) << shift) - 1;
}

void hp_latency_add(struct hp_latency_histogram *histogram, uint64_t duration_us)
{
    histogram->counts[bucket_of(duration_us)]++;
    histogram->total++;
    if (duration_us > histogram->max_us) {
        histogram->max_us = duration_us;
    }
}

double hp_latency_percentile(const struct hp_latency_histogram *histogram, double fraction)
{
    if (histogram->total == 0) {
        return 0;
    }
    double wanted = fraction * (double)histogram->total;
    uint64_t seen = 0;
    for (unsigned bucket = 0; bucket < HP_LATENCY_BUCKETS; bucket++) {
        seen += histogram->counts[bucket];
        if ((double)seen >= wanted && seen > 0) {
            uint64_t bound = upper_bound_of(bucket);
            return (double)(bound < histogram->max_us ? bound : histogram->max_us) / 1000.0;
        }
    }
    return (double)histogram->max_us / 1000.0;
}

size_t hp_latency_bars(const struct hp_latency_histogram *histogram, struct hp_latency_bar *bars,
                       size_t bars_max)
{
    unsigned first = 0;
    while (first < HP_LATENCY_BUCKETS && histogram->counts[first] == 0) {
        first++;
    }
    size_t count = 0;
    uint64_t seen = 0;
    for (unsigned octave = first / SUB_COUNT;
         octave < HP_LATENCY_BUCKETS / SUB_COUNT && count < bars_max && seen < histogram->total;
         octave++) {
        uint64_t in_bar = 0;
        for (unsigned i = 0; i < SUB_COUNT; i++) {
            in_bar += histogram->counts[octave * SUB_COUNT + i];
        }
        uint64_t bound = upper_bound_of(octave * SUB_COUNT + SUB_COUNT - 1);
        bars[count++] = (struct hp_latency_bar){(double)bound / 1000.0, in_bar};
        seen += in_bar;
    }
    return count;
}
