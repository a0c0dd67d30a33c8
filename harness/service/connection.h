/* One client's connection: collects a request, asks the service, hands the answer to libmicrohttpd.
 * Only server.c sees this. */
#ifndef HP_SERVICE_CONNECTION_H
#define HP_SERVICE_CONNECTION_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "harness/service/service.h"

/* What all connections of one server share. */
struct hp_connection_scope {
    struct hp_service *service;
    size_t body_bytes_max;
    atomic_uint under_way; /* requests begun and not finished */
};

/* Callbacks of libmicrohttpd; `cls` is the scope. */
void hp_connection_notify(void *cls, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code);
/* Gives the connection's own memory as the request's context; `uri` is the raw request target. */
void *hp_connection_begin(void *cls, const char *uri, struct MHD_Connection *connection);
enum MHD_Result hp_connection_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version,
                                     const char *upload_data, size_t *upload_bytes,
                                     void **request_context);
void hp_connection_end(void *cls, struct MHD_Connection *connection, void **request_context,
                       enum MHD_RequestTerminationCode code);

#endif
