// The form below an article: sends a comment to Isso, keeps what is being written until it was accepted,
// and moves below the comment that is answered. It asks the server for nothing before somebody sends.

const start = form => {
  const {text, author, email} = form.elements, fields = [text, author, email], say = form.dataset;
  const home = form.parentElement, title = form.querySelector("h3"), first = title.textContent;
  const status = form.querySelector("[data-status]"), cancel = form.querySelector("[data-cancel]");
  const send = form.querySelector("[type=submit]"), key = "comment " + say.thread;
  let parent = null, busy = false;

  // Where a browser keeps nothing for us, a draft lasts as long as the page.
  const store = draft => {
    try {
      if (draft) localStorage[key] = JSON.stringify(draft);
      else localStorage.removeItem(key);
    } catch {}
  };
  const save = () => store([parent, ...fields.map(field => field.value)]);
  const move = button => {
    parent = button ? +button.dataset.reply : null;
    title.textContent = button ? button.dataset.title : first;
    cancel.hidden = !button;
    status.textContent = "";
    if (button) button.parentElement.after(form);
    else home.append(form);
  };
  const replies = [...document.querySelectorAll("[data-reply]")];
  for (const button of replies) button.onclick = () => { move(button); save(); text.focus(); };
  cancel.onclick = () => {
    const back = form.previousElementSibling.firstElementChild;
    move();
    save();
    back.focus();
  };
  form.oninput = event => { event.target.removeAttribute("aria-invalid"); save(); };

  form.onsubmit = async event => {
    event.preventDefault();
    if (busy) return;
    const empty = fields.find(field => field.required && !field.value.trim());
    if (empty) {
      empty.setAttribute("aria-invalid", true);
      status.textContent = say.empty + " " + empty.labels[0].firstChild.data.trim();
      return empty.focus();
    }
    busy = true;
    let word = "failed";
    status.textContent = say.sending;
    try {
      const answer = await fetch(say.server + "/new?uri=" + encodeURIComponent(say.thread), {
        method: "POST",
        credentials: "omit",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({
          parent,
          title: say.article,
          text: text.value,
          author: author.value,
          email: email.value || null,
        }),
        signal: AbortSignal.timeout(20000),
      });
      word = {201: "published", 202: "held", 400: "refused", 403: "often"}[answer.status] || word;
      if (answer.ok) { text.value = ""; store(); }
    } catch {}
    status.textContent = say[word];
    busy = false;
  };

  try {
    const [reply, ...values] = JSON.parse(localStorage[key]);
    const button = replies.find(one => one.dataset.reply == reply);
    if (button) move(button);
    fields.forEach((field, at) => { field.value = values[at]; });
  } catch {}
  send.disabled = false;
};

const form = document.querySelector("[data-comments]");
if (form) start(form);
