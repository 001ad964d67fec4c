// SPDX-License-Identifier: Apache-2.0
#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
