// SPDX-License-Identifier: Apache-2.0
// Page “who is responsible here”: location and picks.

import { connectPicks, itemsOf, setPicked } from './picks.js';
import { connectResponsibleForms } from './responsible-form.js';

connectResponsibleForms();
connectPicks();

// The whole answer as a sheet: from then on these are the picks.
const all = document.getElementById('sheet-all');
all?.addEventListener('click', () => setPicked(itemsOf(new URL(all.href).search)));
