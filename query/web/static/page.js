/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What script adds to pages that work without it: an answer while one types, keys, copied citations. */
"use strict";

(() => {
  const box = document.getElementById("q");
  const form = box.form;
  const typing = () => /^(input|textarea|select)$/i.test(document.activeElement?.tagName ?? "");

  /* Says something for a moment, to readers of screens as well. */
  function say(text) {
    document.querySelector(".said")?.remove();
    const said = document.createElement("p");
    said.className = "said";
    said.setAttribute("role", "status");
    said.textContent = text;
    document.body.append(said);
    setTimeout(() => said.remove(), 2500);
  }

  /* Citations */

  async function copy(citing) {
    const citation = citing.querySelector(".citation").textContent;
    try {
      await navigator.clipboard.writeText(citation);
    } catch {
      citing.open = true;
      getSelection().selectAllChildren(citing.querySelector(".citation"));
      say("The citation is marked: copy it");
      return;
    }
    say("Copied: " + citation);
  }

  /* In the style that a link leads to; where it cannot be copied, the link is followed. */
  async function copyStyle(link) {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.statusText);
      await navigator.clipboard.writeText(await answer.text());
      say("Copied as " + link.textContent);
    } catch {
      location.href = link.href;
    }
  }

  function showButtons() {
    for (const button of document.querySelectorAll(".copy")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copy(button.closest(".citing"));
    const style = event.target.closest(".styles a");
    if (!style || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    copyStyle(style);
  });

  /* Checking against the source: what the page of its own says, here */

  async function check(form) {
    const button = form.querySelector("button");
    button.disabled = true;
    button.textContent = "Reading the archive …";
    try {
      const answer = await fetch("/verify?" + new URLSearchParams(new FormData(form)));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = page.querySelector(".verdict, .reason");
      said.setAttribute("role", "status");
      form.replaceWith(said);
    } catch {
      form.submit();
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".check")) return;
    event.preventDefault();
    check(event.target);
  });

  /* Going from hit to hit, or passage to passage */

  const steps = () => [...document.querySelectorAll(".hit, .passage")];
  const current = () => document.querySelector(".current") ?? document.querySelector(".meant");

  function step(by) {
    const all = steps();
    const at = all.indexOf(current());
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    document.querySelector(".current")?.classList.remove("current");
    next.classList.add("current");
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a").focus({ preventScroll: true });
  }

  /* Help on keys */

  const keys = [
    ["/", "ask"], ["j", "next passage"], ["k", "passage before"], ["c", "copy the citation"],
    ["?", "this help"],
  ];

  function showKeys() {
    const dialog = document.createElement("dialog");
    const list = document.createElement("dl");
    for (const [key, meaning] of keys) {
      const name = document.createElement("dt");
      const means = document.createElement("dd");
      name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
      means.textContent = meaning;
      list.append(name, means);
    }
    const title = Object.assign(document.createElement("h2"), { textContent: "Keys", id: "keys" });
    const close = Object.assign(document.createElement("button"), { textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    dialog.setAttribute("aria-labelledby", "keys");
    dialog.append(title, list, close);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  const actions = {
    "/": () => { box.focus(); box.select(); },
    "j": () => step(1),
    "k": () => step(-1),
    "c": () => {
      const citing = (current() ?? steps()[0])?.querySelector(".citing");
      if (citing) copy(citing);
    },
    "?": showKeys,
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement === box) box.blur();
    if (typing() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });

  /* An answer while one types. What comes late, after something newer was asked, is passed over. */

  const LEAST = 3;
  const PAUSE = 180;
  let waiting, asking;

  async function suggest(text, signal) {
    const answer = await fetch("/api/v1/suggest?q=" + encodeURIComponent(text), { signal });
    if (!answer.ok) return;
    const { words = [] } = await answer.json();
    document.getElementById("suggestions").replaceChildren(...words.map((word) =>
      Object.assign(document.createElement("option"), { value: word.text })));
  }

  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const address = "/?" + new URLSearchParams(new FormData(form));
    try {
      suggest(text, signal).catch(() => {});
      const answer = await fetch(address, { signal });
      if (!answer.ok) return; /* half a question may be wrong: the whole one is asked by the form */
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceWith(page.querySelector("main"));
      document.body.className = page.body.className;
      document.title = page.title;
      history.replaceState(null, "", address);
      showButtons();
    } catch (error) {
      if (error.name !== "AbortError") return; /* the form still works */
    }
  }

  if (!document.body.classList.contains("reading"))
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      const text = box.value.trim();
      if (text.length >= LEAST) waiting = setTimeout(() => ask(text), PAUSE);
    });

  showButtons();
})();
