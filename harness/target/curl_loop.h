/* Drives a libcurl multi handle with one epoll set. */
#ifndef HP_TARGET_CURL_LOOP_H
#define HP_TARGET_CURL_LOOP_H

#include <curl/curl.h>
#include <stdint.h>

#include "harness/base/error.h"

struct hp_curl_watch;

struct hp_curl_loop {
    CURLM *multi;
    int epoll;
    int64_t timer_at_us;           /* monotonic; -1: libcurl has no timer set */
    struct hp_curl_watch *watches; /* by descriptor */
    size_t watch_count;
    enum hp_status broken; /* HP_OK until the system or the heap refused something */
};

/* Creates the multi handle and its epoll set. Safe to deinit after a failure. */
enum hp_status hp_curl_loop_init(struct hp_curl_loop *loop, struct hp_error *error) HP_MUST_CHECK;
/* All easy handles must have been removed. Closes cached connections. */
void hp_curl_loop_deinit(struct hp_curl_loop *loop);

/* Sockets of `easy` are opened and closed through the loop. Once for each handle. */
enum hp_status hp_curl_loop_adopt(struct hp_curl_loop *loop, CURL *easy) HP_MUST_CHECK;

/* Lets libcurl work on whatever is due, after waiting up to `wait_ms` for it. */
enum hp_status hp_curl_loop_step(struct hp_curl_loop *loop, int wait_ms) HP_MUST_CHECK;

#endif
