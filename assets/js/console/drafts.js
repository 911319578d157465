// SPDX-License-Identifier: Apache-2.0
// Keeps what is typed into a long form on this device until it is saved or thrown away.
// Signing out removes every draft (the server answers with Clear-Site-Data).
(() => {
  const form = document.querySelector("form[data-draft]");
  const done = document.querySelector("[data-draft-done]");
  if (done) localStorage.removeItem(`draft:${done.dataset.draftDone}`);
  if (!form) return;
  const key = `draft:${form.dataset.draft}`;
  const note = document.querySelector("[data-draft-note]");
  const skip = new Set(["password", "file", "hidden", "submit"]);

  function fields() {
    return [...form.elements].filter((one) => one.name && !skip.has(one.type));
  }

  function collect() {
    return fields()
      .filter((one) => (one.type !== "checkbox" && one.type !== "radio") || one.checked)
      .map((one) => [one.name, one.value]);
  }

  function restore(saved) {
    const left = new Map();
    for (const [name, value] of saved) left.set(name, [...(left.get(name) ?? []), value]);
    for (const one of fields()) {
      const values = left.get(one.name) ?? [];
      if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
      else if (values.length) one.value = values.shift();
    }
  }

  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => localStorage.setItem(key, JSON.stringify(collect())), 300);
  });
  form.addEventListener("reset", () => localStorage.removeItem(key));

  const saved = localStorage.getItem(key);
  if (saved && !form.hasAttribute("data-answered") && saved !== JSON.stringify(collect())) {
    restore(JSON.parse(saved));
    if (note) note.hidden = false;
  }
  document.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    location.reload();
  });
})();
