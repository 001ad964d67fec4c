// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that what only works without scripts never flashes up.
document.documentElement.className = 'js';
