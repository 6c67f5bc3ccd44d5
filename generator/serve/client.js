// Follows the builds of the preview: loads this page again when it changed, and lays the faults of a
// failed build over it. What a fault says is always set as text, never as markup.
"use strict";

(() => {
  const { page, base, epoch: loaded } = document.currentScript.dataset;
  const EVENTS = "/.preview/events";
  const STYLES = "/.preview/client.css";
  const CHECK = "/.preview/check";
  const LOST_AFTER_MS = 4000;

  let epoch = loaded;
  let stream = null;
  let silence = 0;
  let shown = "";

  // -- which pages load again ----------------------------------------------------------------------

  // The path of an address in the site; an address elsewhere is none of ours.
  function inSite(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return null;
    try {
      const path = decodeURIComponent(url.pathname).normalize("NFC");
      return path.startsWith(base) ? path.slice(base.length) : null;
    } catch {
      return null;
    }
  }

  // The files that this page is made of: its own, the one its address asks for, and what it fetched.
  function* ownFiles() {
    yield page;
    const wanted = inSite(location.href);
    if (wanted !== null) {
      yield wanted;
      yield wanted === "" || wanted.endsWith("/") ? `${wanted}index.html` : `${wanted}/index.html`;
    }
    for (const entry of performance.getEntriesByType("resource")) yield inSite(entry.name);
  }

  function changed(paths) {
    if (paths === null) return true;
    const written = new Set(paths);
    return [...ownFiles()].some((path) => written.has(path));
  }

  // -- the stream ----------------------------------------------------------------------------------

  // A browser keeps six connections to a server, so a page that nobody sees gives its own back.
  function open() {
    if (stream || document.hidden) return;
    stream = new EventSource(`${EVENTS}?${new URLSearchParams({ epoch, page })}`);
    stream.addEventListener("open", heard);
    stream.addEventListener("error", unheard);
    stream.addEventListener("reload", (event) => reload(JSON.parse(event.data)));
    stream.addEventListener("faults", (event) => show(JSON.parse(event.data)));
    stream.addEventListener("well", (event) => show(JSON.parse(event.data)));
  }

  function close() {
    stream?.close();
    stream = null;
    heard();
  }

  function heard() {
    clearTimeout(silence);
    silence = 0;
    layer.lost.hidden = true;
  }

  function unheard() {
    silence ||= setTimeout(() => { layer.lost.hidden = false; }, LOST_AFTER_MS);
    if (stream?.readyState === EventSource.CLOSED) {
      stream = null;
      setTimeout(open, 1000);
    }
  }

  function reload(news) {
    epoch = news.epoch;
    if (!changed(news.paths)) return;
    close();
    location.reload();
  }

  // -- what is laid over the page ------------------------------------------------------------------

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function place(fault) {
    const numbers = [fault.line, fault.column].filter((number) => number !== null);
    return make("span", { className: "place", dir: "ltr" },
      make("bdi", {}, fault.path),
      ...numbers.map((number) => `:${number}`));
  }

  // A date, a path or an option inside Arabic is read from the left: 2026-11-23 would come out as
  // 23-11-2026 otherwise (UAX #9, rule W2). Words of one run are kept together.
  const WORD = "[-+@#./~<]*[0-9A-Za-z](?:[!-~]*[-0-9A-Za-z_/%~>])?";
  const LEFT_TO_RIGHT = new RegExp(`(${WORD}(?: ${WORD})*)`);

  function sentence(className, text) {
    const pieces = text.split(LEFT_TO_RIGHT);
    return make("p", { className },
      ...pieces.map((piece, index) => (index % 2 ? make("bdi", { dir: "ltr" }, piece) : piece)));
  }

  function item(fault) {
    return make("li", {},
      make("p", { className: "where" }, place(fault), make("code", { dir: "ltr" }, fault.code)),
      sentence("text", fault.text.ar),
      sentence("hint", fault.hint.ar));
  }

  function list(className, faults, heading, isOpen) {
    if (faults.length === 0) return [];
    const summary = make("summary", {}, ...heading);
    const items = make("ol", {}, ...faults.map(item));
    return [make("details", { className, open: isOpen }, summary, items)];
  }

  function show(condition) {
    const told = JSON.stringify(condition);
    if (told === shown) return;
    shown = told;
    layer.faults.replaceChildren(
      ...list("errors", condition.errors, [
        make("strong", {}, condition.errors_in_words),
        make("span", {}, page ? "الصفحة الظاهرة من آخر بناء سليم" : ""),
      ], true));
    layer.warnings.replaceChildren(
      ...list("warnings", condition.warnings, [condition.warnings_in_words], false));
  }

  // -- what `check` says of this page, on request --------------------------------------------------

  // While the findings are open they come back with each new state of the page, so that they can be
  // mended one after the other.
  const OPEN = "tahlil-check";

  async function check(isAsked) {
    const { button, proofs } = layer;
    button.setAttribute("aria-busy", "true");
    proofs.status.textContent = "يُفحص…";
    try {
      const answer = await fetch(`${CHECK}?${new URLSearchParams({ page })}`);
      if (!answer.ok) throw new Error(answer.status);
      tell(await answer.json());
    } catch {
      tell({ words: "تعذّر الفحص؛ لعل المعاينة أُوقفت", findings: [] });
    }
    button.removeAttribute("aria-busy");
    if (isAsked) proofs.heading.focus();
  }

  function tell({ words, findings, related = [] }) {
    const { button, proofs } = layer;
    proofs.status.textContent = words;
    proofs.heading.textContent = words;
    proofs.items.replaceChildren(...findings.map(item));
    proofs.related.replaceChildren(...kinship(related));
    proofs.panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    sessionStorage.setItem(OPEN, page);
  }

  // Why the related articles of this page are what they are.
  function kinship(related) {
    if (related.length === 0) return [];
    const items = related.map(({ title, why }) => make("li", {},
      make("p", { className: "text" }, make("bdi", {}, title)), sentence("hint", why)));
    return [make("h3", {}, "لماذا هذه المقالات ذات صلة؟"), make("ol", {}, ...items)];
  }

  function dismiss() {
    const { button, proofs } = layer;
    proofs.panel.hidden = true;
    proofs.status.textContent = "";
    button.setAttribute("aria-expanded", "false");
    sessionStorage.removeItem(OPEN);
    button.focus();
  }

  function desk() {
    const heading = make("h2", { id: "proofs", tabIndex: -1 });
    const close = make("button", { type: "button", className: "close" }, "إغلاق");
    const items = make("ol", {});
    const related = make("div", { className: "kinship" });
    const panel = make("section", { className: "proofs", id: "panel", hidden: true },
      make("div", { className: "bar" }, heading, close), items, related);
    panel.setAttribute("aria-labelledby", "proofs");
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") dismiss(); });
    close.addEventListener("click", dismiss);
    const status = make("p", { className: "status", role: "status" });
    return { panel, heading, items, related, status };
  }

  function asking(proofs) {
    const button = make("button", { type: "button", className: "check", hidden: !page },
      "افحص هذه الصفحة");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", "panel");
    button.addEventListener("click", () => (proofs.panel.hidden ? check(true) : dismiss()));
    return button;
  }

  // The layer has a shadow root, so that it and the page know nothing of each other's styles. It
  // stays out of sight until its own have come.
  function lay() {
    const host = document.createElement("tahlil-preview");
    const root = host.attachShadow({ mode: "open" });
    const styles = make("link", { rel: "stylesheet", href: STYLES });
    const warnings = make("div", {});
    const faults = make("div", { role: "alert" });
    const lost = make("p", { className: "lost", hidden: true }, "انقطعت المعاينة؛ لعلها أُوقفت");
    const proofs = desk();
    const button = asking(proofs);
    const all = make("div", { className: "layer", lang: "ar", dir: "rtl", hidden: true },
      make("div", { className: "corner" }, lost, warnings, proofs.panel, button, proofs.status),
      faults);
    styles.addEventListener("load", () => { all.hidden = false; });
    root.append(styles, all);
    document.documentElement.append(host);
    return { warnings, faults, lost, proofs, button };
  }

  const layer = lay();
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  if (page && sessionStorage.getItem(OPEN) === page) check(false);
  open();
})();
