// SPDX-License-Identifier: Apache-2.0

document.getElementById("print-vacancies")?.addEventListener("click", () => window.print());
