// SPDX-License-Identifier: Apache-2.0
// j and k walk a list, Enter opens, x ticks; lists that filter by a choice submit themselves.
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");

  function rows() {
    return [...document.querySelectorAll("table[data-list] tbody tr")];
  }

  function go(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("at"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all[at]?.classList.remove("at");
    next.classList.add("at");
    next.querySelector("a")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const at = document.querySelector("table[data-list] tbody tr.at");
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x") at?.querySelector("input[type=checkbox]")?.click();
    else if (event.key === "Enter" && at && event.target === document.body) at.querySelector("a")?.click();
    else if (event.key === "/") {
      const box = document.querySelector("[data-main-field]");
      if (!box) return;
      event.preventDefault();
      box.focus();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-ticks-all]")) {
      for (const box of event.target.closest("table").querySelectorAll("tbody input[type=checkbox]")) {
        box.checked = event.target.checked;
      }
    }
  });
})();
