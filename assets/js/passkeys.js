// SPDX-License-Identifier: Apache-2.0
// Passkeys: asks the server for a challenge, lets the device sign it, sends the answer back.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function decode(options) {
    const listed = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
    return {
      ...options,
      challenge: bytes(options.challenge),
      ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
      ...(options.excludeCredentials && { excludeCredentials: listed(options.excludeCredentials) }),
      ...(options.allowCredentials && { allowCredentials: listed(options.allowCredentials) }),
    };
  }

  function encode(credential) {
    const { response } = credential;
    const part = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) part[name] = text(response[name]);
    }
    if (response.getTransports) part.transports = response.getTransports();
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: part,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function run(form) {
    const enrols = form.dataset.passkey === "enrol";
    const answer = await fetch(form.dataset.options, { method: "POST", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("refused");
    const publicKey = decode(await answer.json());
    const credential = enrols
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.querySelector("input[name=credential]").value = JSON.stringify(encode(credential));
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[data-failed]").hidden = true;
      run(form).catch(() => {
        form.querySelector("[data-failed]").hidden = false;
      });
    });
  }
})();
