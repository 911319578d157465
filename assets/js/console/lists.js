// SPDX-License-Identifier: Apache-2.0
// j and k walk a list, Enter opens, x ticks; lists that filter by a choice submit themselves.
// A list asks now and then what is new, and says so without moving a line.
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
      box.select();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-ticks-all]")) {
      for (const box of event.target.closest("table").querySelectorAll("tbody input[type=checkbox]")) {
        box.checked = event.target.checked;
      }
    }
    count();
  });

  function count() {
    const told = document.querySelector("[data-chosen-count]");
    if (!told) return;
    const ticked = document.querySelectorAll("table[data-list] tbody input[type=checkbox]:checked").length;
    told.hidden = !ticked;
    told.textContent = ` (${ticked.toLocaleString(document.documentElement.lang)})`;
  }
  count();

  const newer = document.querySelector("[data-newer]");
  async function look() {
    if (document.hidden) return;
    const answer = await fetch(newer.dataset.newer).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const text = await answer.text();
    if (text.trim() !== newer.innerHTML.trim()) newer.innerHTML = text;
    newer.hidden = !newer.textContent.trim();
  }
  if (newer) {
    setInterval(look, 60_000);
    document.addEventListener("visibilitychange", look);
  }
})();
