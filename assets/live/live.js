// Lays the problems of the portal over a page and loads it again when the portal changed.
// `fichero serve` adds it to pages; it is no part of the site.

(() => {
  const mine = document.currentScript.dataset.mark;
  const own = new URL("./", document.currentScript.src);
  const host = document.createElement("fichero-live");
  const root = host.attachShadow({ mode: "open" });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("live.css", own).href;
  root.append(style);
  document.body.append(host);

  let state;
  let open = false;
  let before;

  /** An element with a text. */
  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  /** A word of the interface: one form, or one and many. */
  function word(key, n) {
    const forms = state.words[key];
    const form = n === undefined || n === 1 ? forms[0] : forms.at(-1);
    return form.replace("{n}", n);
  }

  const dismissed = {
    key: "fichero-live-dismissed",
    is: () => sessionStorage.getItem(dismissed.key) === JSON.stringify(state.problems),
    set: () => sessionStorage.setItem(dismissed.key, JSON.stringify(state.problems)),
  };

  /** Where a problem is, as editors take it. */
  function place({ file, line, column }) {
    return [file, line, column].filter((part) => part !== null).join(":");
  }

  function entry(problem) {
    const item = make("li");
    const kind = make("span", word(problem.severity), `kind ${problem.severity}`);
    const where = make("p");
    where.append(make("code", place(problem)));
    const what = make("p");
    what.append(kind, ": ", problem.message);
    item.append(what, where);
    if (problem.help) item.append(make("p", `${word("remedy")}: ${problem.help}`));
    return item;
  }

  /** The problems, over everything; the rest of the page waits. */
  function overlay() {
    const back = make("div", undefined, "back");
    const box = make("div", undefined, "box");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-labelledby", "title");
    const title = make("h2", word("title"));
    title.id = "title";
    const close = make("button", word("close"), "close");
    close.addEventListener("click", dismiss);
    back.addEventListener("click", dismiss);
    const list = make("ul");
    list.append(...state.problems.map(entry));
    box.append(title, list, close);
    const rest = state.errors + state.warnings - state.problems.length;
    if (rest > 0) box.append(make("p", word("more", rest)));
    // Nothing else in it takes the focus.
    box.addEventListener("keydown", (event) => {
      if (event.key === "Tab") event.preventDefault();
    });
    return { parts: [back, box], close };
  }

  function badge() {
    const count = state.errors || state.warnings;
    const text = word(state.errors ? "error" : "warning");
    const button = make("button", `${count} · ${text}`, `badge${state.errors ? " error" : ""}`);
    button.setAttribute("aria-label", `${word("show")}: ${count} · ${text}`);
    button.addEventListener("click", () => show(true));
    return button;
  }

  function show(wanted) {
    if (wanted && !open) before = document.activeElement;
    open = wanted;
    for (const part of root.querySelectorAll(".back, .box, .badge")) part.remove();
    for (const part of document.body.children) {
      if (part !== host) part.inert = open;
    }
    if (!state.problems?.length) return;
    if (open) {
      const { parts, close } = overlay();
      root.append(...parts);
      close.focus();
    } else {
      root.append(badge());
    }
  }

  function dismiss() {
    if (!open) return;
    dismissed.set();
    show(false);
    before?.focus();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") dismiss();
  });

  const note = make("p", "", "note");
  note.setAttribute("role", "status");
  note.hidden = true;
  root.append(note);

  function say(text, until) {
    note.textContent = text;
    note.hidden = false;
    if (until) setTimeout(() => (note.hidden = true), until);
  }

  let lost = false;
  const events = new EventSource(new URL("events", own));
  events.addEventListener("message", ({ data }) => {
    const said = JSON.parse(data);
    if (said.mark !== mine) {
      events.close();
      location.reload();
      return;
    }
    const same = JSON.stringify(said.problems) === JSON.stringify(state?.problems);
    state = said;
    host.lang = said.lang;
    if (lost) say(word("back"), 3000);
    lost = false;
    if (!same) show(state.errors > 0 && !dismissed.is());
  });
  events.addEventListener("error", () => {
    if (state && !lost) say(word("lost"));
    lost = true;
  });
  // A page that is left must not tell of a lost connection.
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
})();
