# SPDX-License-Identifier: Apache-2.0
"""Whether a line of memory grows."""

import math
import statistics

# More than this, at the upper end of what the samples allow, is a growing line: 16 MB over the second half of ten minutes.
BOUND_MB_A_MINUTE = 3.2
# Means of blocks are nearly independent of each other, which samples a second apart are not.
BLOCKS = 12
# Student's t, both sides together 5%, by degrees of freedom (two less than blocks).
T_95 = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23}


def growth(samples, bound=BOUND_MB_A_MINUTE, block_count=BLOCKS):
    """The straight line through the second half of (second, MB), with its 95% confidence in MB a minute."""
    half = [sample for sample in samples if sample[0] >= samples[-1][0] / 2]
    block_count = min(block_count, len(half))
    if block_count < 3:
        raise SystemExit(f"only {len(half)} samples of memory in the second half: the load test was too short")
    edges = [round(index * len(half) / block_count) for index in range(block_count + 1)]
    blocks = [half[first:last] for first, last in zip(edges, edges[1:])]
    times = [statistics.fmean(second for second, _ in block) / 60 for block in blocks]
    means = [statistics.fmean(memory for _, memory in block) for block in blocks]
    line = statistics.linear_regression(times, means)
    spread = sum((time - statistics.fmean(times)) ** 2 for time in times)
    rest = sum((mean - line.intercept - line.slope * time) ** 2 for time, mean in zip(times, means))
    error = math.sqrt(rest / (block_count - 2) / spread) * T_95[block_count - 2]
    first, last = half[0][0], half[-1][0]
    minutes = (last - first) / 60
    return {
        "mb_a_minute": line.slope, "low": line.slope - error, "high": line.slope + error, "blocks": block_count, "bound_mb": bound * minutes,
        "upper_mb": (line.slope + error) * minutes, "from_s": first, "to_s": last,
        "from_mb": line.intercept + line.slope * first / 60, "to_mb": line.intercept + line.slope * last / 60}
