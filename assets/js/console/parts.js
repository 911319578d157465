// SPDX-License-Identifier: Apache-2.0
// Small helps: copy, print, drop a file, close an open menu, carry the draft of a filter.
(() => {
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copies]");
    if (copy) {
      navigator.clipboard?.writeText(document.getElementById(copy.dataset.copies).innerText.trim());
      copy.querySelector("[data-said]")?.removeAttribute("hidden");
    }
    if (event.target.closest("[data-prints]")) window.print();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const drop of document.querySelectorAll(".drop")) {
    const input = drop.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  // Ticking something means a limit: the choice above it follows the hand.
  for (const limit of document.querySelectorAll("[data-limit]")) {
    limit.addEventListener("change", (event) => {
      const boxes = [...limit.querySelectorAll("input[type=checkbox]")];
      if (event.target.type === "checkbox") limit.querySelector("[value=ticked]").checked = true;
      else if (event.target.value === "none") for (const box of boxes) box.checked = false;
    });
  }
  for (const element of document.querySelectorAll("[data-only-script]")) element.hidden = false;
})();
