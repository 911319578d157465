// SPDX-License-Identifier: Apache-2.0
// The one box: Enter asks; a reader that types a machine-readable zone line by line is let finish.
(() => {
  const box = document.querySelector("textarea[data-one-box]");
  const FORMATS = [[30, 3], [36, 2], [44, 2]];

  /** True while the lines typed so far are the beginning of a machine-readable zone. */
  function unfinished(text) {
    const lines = text.trim().split(/\s+/);
    if (!/^[A-Z0-9<]+$/.test(lines.join("")) || !lines[0].includes("<")) return false;
    return FORMATS.some(([width, count]) => lines.length < count && lines.every((line) => line.length === width));
  }

  box?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (unfinished(box.value)) return;
    event.preventDefault();
    box.form.requestSubmit();
  });

  // An officer scans one document after another: what is typed beside any field begins the next
  // question. Keys that scroll still scroll.
  document.addEventListener("keydown", (event) => {
    if (!box || event.key.length > 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("a, button, input, select, summary, textarea, dialog")) return;
    box.focus();
    box.select();
  });

  document.addEventListener("keydown", (event) => {
    const full = document.querySelector("[data-full-form]");
    if (event.key !== "F2" || !full) return;
    event.preventDefault();
    full.click();
  });

  // Which databases are asked stays readable while the choice is folded; none ticked means all.
  const which = document.querySelector("[data-which]");
  which?.addEventListener("change", () => {
    const said = which.querySelector("[data-which-said]");
    const labels = [...which.querySelectorAll("label")];
    const named = labels.filter((one) => one.querySelector("input").checked).map((one) => one.innerText.trim());
    const list = new Intl.ListFormat(document.documentElement.lang).format(named);
    said.textContent = named.length % labels.length ? list : said.dataset.all;
  });

  // An answer has its own address: reloading shows it again and does not ask again.
  const answer = document.querySelector("[data-address]");
  if (answer) {
    history.replaceState(null, "", answer.dataset.address);
    answer.focus({ preventScroll: true });
  }
})();
