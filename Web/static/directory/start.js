// SPDX-License-Identifier: Apache-2.0
// The two boxes of the start page.

import { connectResponsibleForms } from './responsible-form.js';
import { Suggestions } from './suggestions.js';

connectResponsibleForms();
new Suggestions(document.getElementById('ask-directory'), { onChoose: (url) => location.assign(url) });
