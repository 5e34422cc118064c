/* Saves what is typed in a form marked data-autosave, so that nothing is lost: some seconds after the last key, when the writer
   leaves a field, and at the latest every fifteen seconds. Without it, "Spara utkast" does the same. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const told = document.getElementById("sparat");
  const trouble = document.getElementById("fel-sparat");
  const PAUSE = 3000;
  const LATEST = 15000;
  let kept = content();
  let saving = null;
  let timer = 0;
  let since = 0;
  let stopped = false;

  function content() {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.delete("revision");
    return new URLSearchParams(data).toString();
  }

  function isEmpty() {
    return !Array.from(form.querySelectorAll("input[type=text], textarea")).some(function (field) {
      return field.value.trim() && field.value !== field.defaultValue;
    }) && form.elements.revision.value === "0";
  }

  function tell(text, waits) {
    told.textContent = text;
    told.toggleAttribute("data-waits", waits);
  }

  function say(text, link, label) {
    trouble.textContent = text + (link ? " " : "");
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = label;
      trouble.append(anchor);
    }
    trouble.hidden = !text;
  }

  function freshToken() {
    return fetch(window.location.pathname, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        const page = new DOMParser().parseFromString(text, "text/html");
        const token = page.querySelector("form[data-autosave] input[name=csrfmiddlewaretoken]");
        if (token) form.elements.csrfmiddlewaretoken.value = token.value;
        return Boolean(token);
      });
  }

  function send() {
    const data = new FormData(form);
    data.set("gor", "spara");
    return fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(data),
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-Autosave": "1", "HX-Request": "true" }
    });
  }

  function save(again) {
    const now = content();
    if (stopped || saving || now === kept || isEmpty()) return saving || Promise.resolve();
    window.clearTimeout(timer);
    since = 0;
    saving = send().then(function (answer) {
      const isOurs = (answer.headers.get("Content-Type") || "").includes("json");
      if (isOurs) return answer.json().then(function (said) { return heard(answer, said, now); });
      const login = answer.headers.get("HX-Redirect");
      if (login) return say("Du är utloggad. Det du har skrivit finns kvar i en halvtimme.", login, "Logga in och spara det");
      if (answer.status === 403 && !again) return freshToken().then(function (got) { if (got) retry(); else lost(); });
      return lost();
    }, lost).finally(function () { saving = null; });
    return saving;
  }

  function retry() {
    window.setTimeout(function () { save(true); }, 0);
  }

  function lost() {
    say("Texten gick inte att spara just nu. Den står kvar här och vi försöker igen om en stund.");
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 10000);
  }

  function heard(answer, said, sent) {
    if (answer.ok) {
      kept = sent;
      document.querySelectorAll("input[name=revision]").forEach(function (seen) { seen.value = said.revision; });
      if (content() === kept) tell("Sparat " + said.sparat, false);
      else timer = window.setTimeout(save, PAUSE);
      return say("");
    }
    if (said.krock || said.signerad) {
      stopped = true;
      say(said.fel + " ");
      if (said.krock) {
        const button = document.createElement("button");
        button.name = "gor";
        button.value = "spara";
        button.className = "ds-button";
        button.dataset.size = "sm";
        button.textContent = "Visa båda texterna";
        button.setAttribute("form", form.id || (form.id = "utkastet"));
        trouble.append(button);
      }
      return undefined;
    }
    return say(said.fel);
  }

  form.addEventListener("input", function () {
    window.clearTimeout(timer);
    since = since || Date.now();
    tell("Inte sparat än", true);
    timer = window.setTimeout(save, Math.max(0, Math.min(PAUSE, since + LATEST - Date.now())));
  });
  form.addEventListener("change", function () { save(); });
  form.addEventListener("focusout", function () { save(); });
  document.addEventListener("visibilitychange", function () { if (document.hidden) save(); });

  /* What is on its way is waited for: the form then says which text it saw. */
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    if (!saving) {
      stopped = true;
      kept = content();
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    saving.finally(function () { window.setTimeout(function () { form.requestSubmit(button); }, 0); });
  });

  /* So does another form on the page that says which text it is about. */
  document.addEventListener("submit", function (event) {
    const other = event.target;
    if (other === form || !other.elements.revision || !saving) return;
    event.preventDefault();
    const button = event.submitter;
    saving.finally(function () { window.setTimeout(function () { other.requestSubmit(button); }, 0); });
  });

  window.addEventListener("pageshow", function () { stopped = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!stopped && content() !== kept && !isEmpty()) event.preventDefault();
  });
})();
