// The room in the browser. The server draws everything; this puts it in its place and sends what you say and tap.
const by = (id) => document.getElementById(id);
const room = by("main"), posts = by("posts"), form = by("composer"), words = by("words"), pill = by("new");
const t = room.dataset, url = `/r/${t.room}`, title = document.title, store = `beurtelings:${t.room}`;
// Only what is new: a live region speaks at every change.
const show = (id, text) => { if (by(id).textContent !== text) by(id).textContent = text; };
const on = (where, what, act) => where.addEventListener(what, act);
const all = (what, within = document) => within.querySelectorAll(what);
const focus = (where) => where.focus({ preventScroll: true });
const parse = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;
// The same on a retry, so that the server takes it once.
const number = () => Number(crypto.getRandomValues(new BigUint64Array(1))[0] >> 12n);
const atBottom = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 60;
// Where nothing was said yet, the card is what there is to read.
const toBottom = () => { if (t.about !== "lobby" && posts.firstElementChild) scrollTo(0, 1e9); };

/** Changes the page; whoever was reading the last of it, still is. */
function keepingPlace(change) {
  const follow = atBottom();
  change();
  if (follow) toBottom();
  return follow;
}

function toast(text) {
  const line = document.createElement("p");
  line.textContent = text;
  by("toasts").replaceChildren(line);
  setTimeout(() => line.remove(), 5000);
}

let last = Number(t.last), editable = "";
function post({ n, html }) {
  last = Math.max(last, n);
  if (by(`p${n}`)) return;
  const [fresh] = all("article", parse(html)), entry = fresh.dataset.entry;
  const old = entry && posts.querySelector(`[data-entry="${entry}"]`);
  // A late copy of what was changed since is let be.
  if (old?.dataset.n > n) return;
  const seen = keepingPlace(() => (old ? old.replaceWith(fresh) : posts.append(fresh)));
  if (!old && !seen) pill.hidden = false;
  showEditable();
}

const shown = {};
function card({ html, announce: text }) {
  keepingPlace(() => all("[data-part]", parse(html)).forEach(put));
  if (text) show("live", text);
}

/** One part of the card. Folds stay as they were, the focus on the same button. */
function put(part) {
  const name = part.dataset.part, place = by(name), at = document.activeElement;
  if (shown[name] === part.outerHTML) return;
  shown[name] = part.outerHTML;
  const inside = place.contains(at);
  for (const old of all("details", place)) for (const one of all(`#${old.id}`, part)) one.open = old.open;
  place.replaceChildren(part);
  if (name === "acts") compose();
  if (!inside) return;
  const mark = (one) => one.dataset.do || one.parentNode.id;
  focus([...all("[data-do], summary", place)].find((one) => mark(one) === mark(at)) || place);
}

/** What the card means for the composer. That itself is never replaced: nobody loses a letter. */
function compose() {
  const now = by("acts").firstElementChild.dataset;
  if (t.about === "lobby" && now.about !== "lobby") by("invite")?.removeAttribute("open");
  Object.assign(t, { about: now.about, turn: now.turn });
  // What was said about the turn before holds no longer.
  if (form.dataset.write !== now.write) show("note", "");
  document.title = now.turn === "1" ? `● ${t.tTurn} · ${title}` : title;
  editable = now.editable || "";
  // Meanwhile the others have been shown it.
  for (const own of all(".own.private[data-entry]", posts)) {
    if (now.hidden.split(" ").includes(own.dataset.entry)) continue;
    own.classList.remove("private");
    all(".only", own)[0].remove();
  }
  for (const key of ["write", "private", "label"]) form.dataset[key] = now[key];
  showComposer();
  showEditable();
}

function showComposer() {
  const edits = draft.entry, can = edits || form.dataset.write === "1";
  form.hidden = !can && !words.value;
  by("send").hidden = !can;
  by("keep").hidden = !edits;
  show("send-says", form.dataset.failed ? t.tRetry : edits ? t.tSave : t.tSend);
  show("audience", edits ? t.tEditing : form.dataset.label);
}

function showEditable() {
  for (const button of all("[data-edit]", posts)) button.hidden = button.dataset.edit !== editable;
}

/** The conversation was wiped: here too. Or it is open on too many pages, and this one is let go. */
function gone({ html, keep }) {
  stream.close();
  listen = () => {};
  if (!keep) delete localStorage[store];
  room.innerHTML = html;
  room.className = document.body.className = "page";
  room.focus();
}

let stream, pause = 500, again, missing;
const miss = () => { missing ||= setTimeout(show, 2000, "lost", t.tLost); };
function listen() {
  clearTimeout(again);
  stream?.close();
  stream = new EventSource(`${url}/stream?after=${last}`);
  miss();
  stream.onopen = () => {
    pause = 500;
    missing = clearTimeout(missing);
    show("lost", "");
  };
  stream.onerror = () => {
    miss();
    // The browser tries again by itself, except after an answer it takes for final.
    if (stream.readyState !== EventSource.CLOSED) return;
    again = setTimeout(listen, pause);
    pause = Math.min(pause * 2, 10000);
  };
  for (const act of [post, card, gone]) on(stream, act.name, ({ data }) => act(JSON.parse(data)));
}

/** Tries three times with the same body, then says so. */
async function send(what, body) {
  let said;
  for (const wait of [700, 2500, 0]) {
    try {
      const answer = await fetch(`${url}/${what}`, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRF": t.csrf },
        body: JSON.stringify(body), signal: AbortSignal.timeout(12000),
      });
      said = await answer.json().catch(() => null);
      if (answer.status < 500) return said || { error: t.tFailed };
    } catch { /* no connection: once more */ }
    await new Promise((on) => setTimeout(on, wait));
  }
  return { error: said?.error || t.tFailed, lost: true };
}

// Kept until the server has it: {text, private: typed when nobody read along, sent, id: the last try, entry: an edit}.
let draft = {};
try { draft = JSON.parse(localStorage[store]); } catch { /* nothing kept, or no store */ }
function keep() {
  try { if (draft.text) localStorage[store] = JSON.stringify(draft); else delete localStorage[store]; } catch { /* full */ }
}

function write(next) {
  draft = next;
  words.value = draft.text || "";
  delete form.dataset.failed;
  keep();
  showComposer();
}

on(words, "input", () => {
  draft.text = words.value;
  draft.sure = false;
  draft.private = words.value && (draft.private || form.dataset.private === "1");
  show("note", "");
  keep();
});

on(form, "submit", async (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text || words.readOnly || by("send").hidden) return;
  // Typed as a private note, and meanwhile the step changed: never in the open by accident.
  if (draft.private && form.dataset.private !== "1" && !draft.entry && !draft.sure) {
    draft.sure = true;
    return show("note", t.tCaution);
  }
  if (draft.sent !== text) Object.assign(draft, { sent: text, id: number() });
  keep();
  words.readOnly = true;
  const { id, entry, before } = draft;
  const answer = await (entry ? send("edit", { id, entry: Number(entry), text }) : send("say", { id, text }));
  words.readOnly = false;
  show("note", answer.error || "");
  if (answer.lost) form.dataset.failed = "1";
  if (answer.error) return showComposer();
  write({ text: before });
  settle(answer);
  toBottom();
});

on(words, "keydown", ({ key, ctrlKey, metaKey }) => {
  if (key === "Enter" && (ctrlKey || metaKey)) form.requestSubmit();
});

function edit(button) {
  const text = all(".words", button.closest("article"))[0].innerText.trim();
  write({ text, entry: button.dataset.edit, before: draft.entry ? draft.before : draft.text });
  words.focus();
}

async function tap(button) {
  if (button.ariaBusy) return;
  if (button.dataset.do.split("|")[3] === "leave" && !confirm(t.tLeave)) return;
  button.ariaBusy = "true";
  const post = button.closest("article"), menu = button.closest(".menu");
  const id = button.dataset.id ||= number();
  const answer = await send("tap", { id: Number(id), data: button.dataset.do, post: post && Number(post.dataset.n) });
  button.ariaBusy = null;
  if (!answer.lost) delete button.dataset.id;
  if (menu?.contains(document.activeElement)) focus(menu.firstElementChild);
  if (menu) menu.open = false;
  settle(answer);
}

function settle({ error, toast: text, settled }) {
  if (error || text) toast(error || text);
  for (const n of settled || []) {
    for (const buttons of all(`#p${n} .buttons`)) {
      if (buttons.contains(document.activeElement)) focus(by(`p${n}`));
      buttons.remove();
    }
  }
}

function copy(button) {
  const field = by(button.dataset.copy);
  field.select();
  // Without https there is no clipboard.
  navigator.clipboard?.writeText(field.value) ?? document.execCommand("copy");
  toast(t.tCopied);
}

on(document, "click", ({ target }) => {
  const button = target.closest("[data-do], [data-edit], [data-copy]"), can = button?.dataset;
  if (can) (can.do ? tap : can.edit ? edit : copy)(button);
});
on(by("keep"), "click", () => { write({ text: draft.before }); words.focus(); });
on(pill, "click", () => { toBottom(); focus(posts.lastElementChild); });
// A keyboard that slides in, or a phone that is turned, leaves the last of it in view.
let follows = true;
on(window, "scroll", () => {
  follows = atBottom();
  if (follows) pill.hidden = true;
});
on(window, "resize", () => { if (follows) toBottom(); });

// After sleep the line may be dead without knowing it.
let left = 0;
on(document, "visibilitychange", () => {
  if (document.hidden) left = Date.now(); else if (Date.now() - left > 20000) listen();
});
on(window, "online", () => listen());

write(draft);
compose();
toBottom();
listen();
