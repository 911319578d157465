// SPDX-License-Identifier: Apache-2.0
// Keeps the times in the head of the page right: UTC, and the bureau's own.
(() => {
  function tick() {
    for (const element of document.querySelectorAll("time[data-zone]")) {
      const format = new Intl.DateTimeFormat("en-GB", {
        hour: "2-digit", minute: "2-digit", hour12: false, timeZone: element.dataset.zone,
      });
      const text = format.format(new Date());
      const place = element.querySelector("bdi") ?? element;
      if (place.textContent !== text) place.textContent = text;
    }
  }
  tick();
  setInterval(tick, 1000);
})();
