/* Included by the build before every file: calls that read or write without a bound, or that hide
 * an error, do not compile. */
#ifndef HP_BASE_BANNED_H
#define HP_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll atof
#pragma GCC poison tmpnam mktemp

#endif
