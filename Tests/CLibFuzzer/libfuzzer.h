/* SPDX-License-Identifier: Apache-2.0 */
/* What clang's runtime library for fuzzing offers programs with a main of their own. */
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
