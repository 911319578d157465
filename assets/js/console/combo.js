// SPDX-License-Identifier: Apache-2.0
// A text field that offers countries found by name in four languages or by code.
// The field stays a plain text field: what it holds is read by the server either way.
(() => {
  let count = 0;

  function lastWord(input) {
    if (!input.hasAttribute("data-several")) return ["", input.value.trim()];
    const at = Math.max(input.value.lastIndexOf(","), input.value.lastIndexOf("،"));
    return [input.value.slice(0, at + 1), input.value.slice(at + 1).trim()];
  }

  function attach(input) {
    const list = document.createElement("ul");
    list.className = "choices";
    list.id = `choices-${(count += 1)}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    const wrap = document.createElement("div");
    wrap.className = "combo";
    input.before(wrap);
    wrap.append(input, list);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"],
      ["aria-controls", list.id], ["autocomplete", "off"],
    ]) input.setAttribute(name, value);

    let wanted = "";
    const options = () => [...list.querySelectorAll("[role=option]")];
    const at = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

    function show(visible) {
      list.hidden = !visible;
      input.setAttribute("aria-expanded", String(visible));
      if (!visible) input.removeAttribute("aria-activedescendant");
    }

    function select(index) {
      const all = options();
      all.forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
      all[index]?.scrollIntoView({ block: "nearest" });
      if (all[index]) input.setAttribute("aria-activedescendant", all[index].id);
    }

    function take(option) {
      const [before] = lastWord(input);
      const several = input.hasAttribute("data-several");
      input.value = before + (before ? " " : "") + option.dataset.value + (several ? ", " : "");
      show(false);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    }

    async function look() {
      const [, word] = lastWord(input);
      if (word === wanted) return;
      wanted = word;
      if (!word) return show(false);
      const answer = await fetch(`${input.dataset.combo}?q=${encodeURIComponent(word)}`);
      if (!answer.ok || word !== wanted) return;
      list.innerHTML = await answer.text();
      options().forEach((one, place) => {
        one.id = `${list.id}-${place}`;
      });
      show(options().length > 0 && document.activeElement === input);
    }

    input.addEventListener("input", look);
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const all = options();
      if (event.key === "ArrowDown") select((at() + 1) % all.length);
      else if (event.key === "ArrowUp") select((at() - 1 + all.length) % all.length);
      else if (event.key === "Enter" && at() >= 0) take(all[at()]);
      else if (event.key === "Escape") show(false);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      take(option);
    });
  }

  function all(root) {
    for (const input of root.querySelectorAll("input[data-combo]:not([role])")) attach(input);
  }
  all(document);
  document.addEventListener("htmx:after:swap", () => all(document));
})();
