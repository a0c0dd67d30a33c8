/* Journals as files, and whether a report is what its format promises. */
#ifndef HP_FUZZ_WELLFORMED_H
#define HP_FUZZ_WELLFORMED_H

#include <stdint.h>

#include "harness/run/summary.h"

/* The path of a file in memory with this content, valid until the next call. */
const char *hp_fuzz_file(const uint8_t *data, size_t size);

/* Writes the summary in one of the formats, by `choice`, and aborts when the report is not
 * well-formed: JSON by our scan, XML by libxml2, and everywhere UTF-8 without control characters
 * but the line feed (and the tab). `journal` is the path that the summary was made of. */
void hp_fuzz_report_holds(const struct hp_summary *summary, const char *journal, uint64_t choice);

#endif
