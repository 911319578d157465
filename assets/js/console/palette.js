// SPDX-License-Identifier: Apache-2.0
// Ctrl+K opens a box that finds pages, people, documents and acts; the server searches.
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const links = () => [...dialog.querySelectorAll(".found a")];

  let waits = false;
  const isAnswered = () => dialog.querySelector("[data-q]")?.dataset.q === input.value.trim();

  function take() {
    waits = false;
    (links().find((link) => link.classList.contains("at")) ?? links()[0])?.click();
  }

  function open(event) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    input.dispatchEvent(new Event("palette", { bubbles: true }));
  }

  function move(step) {
    const all = links();
    if (!all.length) return;
    const at = all.findIndex((link) => link.classList.contains("at"));
    all[at]?.classList.remove("at");
    const next = all[(at + step + all.length) % all.length];
    next.classList.add("at");
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
  });
  for (const button of document.querySelectorAll("[data-opens-palette]")) {
    button.addEventListener("click", open);
  }
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      waits = !isAnswered();
      if (!waits) take();
    }
  });
  // Enter may come before the answer to the last letter: it then takes the first of that answer.
  dialog.addEventListener("htmx:after:swap", () => {
    if (waits && isAnswered()) take();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
})();
