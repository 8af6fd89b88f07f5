// The console works without this. With it the preview and the number of people follow what is written.
"use strict";

for (const form of document.querySelectorAll("form.update")) {
  preview(form);
  count(form);
  for (const moment of form.querySelectorAll("input[type=datetime-local]")) {
    moment.addEventListener("input", () => {
      const at = form.querySelector("input[name=next][value=at]");
      if (at && moment.name === "incident.next_update_by") at.checked = true;
    });
  }
}

function later(work, pause) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, pause);
  };
}

function preview(form) {
  const body = form.querySelector("textarea");
  const shown = form.querySelector("[data-preview]");
  const token = form.querySelector("input[name=__RequestVerificationToken]");
  if (!body || !shown || !token) return;
  let asked = 0;
  body.addEventListener("input", later(async () => {
    const mine = ++asked;
    // Not URL-encoded, which makes nine bytes of a Korean letter.
    const text = new FormData();
    text.set("body", body.value);
    const answer = await fetch("/console/preview", {
      method: "POST",
      body: text,
      headers: { "X-Console-Form": token.value },
    }).catch(() => null);
    // Safe HTML: the server made it of Markdown that may hold none.
    if (answer?.ok && mine === asked) shown.innerHTML = await answer.text();
  }, 250));
}

function count(form) {
  const button = form.querySelector("[data-tell]");
  if (!button) return;
  let asked = 0;
  const ask = later(async () => {
    const mine = ++asked;
    const query = new URLSearchParams();
    for (const box of form.querySelectorAll("[name=quiet]:checked, [name=backdated]:checked")) query.set(box.name, box.value);
    const status = form.querySelector("[name='incident.status']:checked");
    if (status) query.set("status", status.value);
    if (button.dataset.incident) query.set("incident", button.dataset.incident);
    for (const choice of form.querySelectorAll("[data-component]")) {
      if (choice.value) query.append("component", choice.dataset.component);
    }
    const answer = await fetch("/console/would-be-told?" + query).catch(() => null);
    if (answer?.ok && mine === asked) button.textContent = (await answer.json()).words;
  }, 150);
  form.addEventListener("change", ask);
}
