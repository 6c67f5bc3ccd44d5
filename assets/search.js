// The search page. Questions are answered as in generator/search/query.py, by the rules of reading
// (generator/arabic/readings.py) that come with the index; tests hold both languages together.
// What is published has no comments and no spaces that it can do without.

const get = (name, kind = "json") => get[name] ||= fetch(name)
  .then(answer => answer.ok ? answer[kind]() : Promise.reject())
  .catch(error => { delete get[name]; throw error; });

// What reads words and answers questions by an index.
const searcher = index => {
  const rewrite = (text, rules) => rules.reduce(
    (rest, [pattern, instead]) => rest.replace(RegExp(pattern, "g"), instead), text);
  const words = text => rewrite(
    text.normalize("NFKD").replace(/(?![\u0654\u0655])[\p{M}\p{Cf}ـ]/gu, "").toLowerCase(),
    index.folding).match(/[\p{L}\p{Nl}\p{No}]+|\p{Nd}+/gu) || [];
  const bases = word => index.bases.filter(([pattern]) => RegExp(pattern).test(word))
    .map(rule => rewrite(word, [rule, ["أ", "ا"]]));
  const readings = word => [...new Set(bases(word).map(base => rewrite(base, index.endings)))];
  const shorter = word => [word, ...[...word].map((_, at) => word.slice(0, at) + word.slice(at + 1))];

  const ask = async query => {
    const typed = words(query), weights = index.weights, marks = new Set(), met = {};
    let units = 0, guessed;
    // What meets a word is an object of scores by article. The places of a stem, from the shards of
    // its slice: one sign is a step of 1 to 39 articles, two are more.
    const like = async (stem, weight, fits = name => name == stem) => {
      const places = {}, found = {};
      let slice = 0;
      for (const sign of stem.slice(0, index.prefix)) slice = slice * 31 + sign.charCodeAt();
      for (const text of await Promise.all(index.parts.map(
        part => get(`${part.name}-${slice % index.slices % part.shards}.txt`, "text")))) {
        let first;
        for (const line of text.split("\n")) {
          const [name, lists] = line.split(" ");
          if (name[0] == "=") first = name.slice(1) * index.section - 1;
          else if (lists && fits(name)) lists.split(",").forEach((steps, list) => {
            let at = first, high = 0;
            for (const sign of steps) {
              const value = sign.charCodeAt() - 48;
              if (value < 39) {
                (places[name] ||= []).push([at += high + value + 1, list]);
                high = 0;
              } else high = (value - 39) * 39;
            }
          });
        }
      }
      for (const name in places) {
        marks.add(name);
        for (const [article, list] of places[name]) add(found, {[article]: .5 + 1000
          * weight * weights.fields[3 - (list >> 1)] * (list % 2 ? weights.possible : 1)
          * Math.log(1 + index.articles / places[name].length) | 0});
      }
      return found;
    };
    const add = (found, more) => {
      for (const one in more) found[one] = Math.max(more[one], found[one] || 0);
    };
    const none = found => !Object.keys(found)[0];
    const both = parts => parts.reduce((found, part) => {
      for (const one in found) if (!(found[one] = Math.min(found[one], part[one]))) delete found[one];
      return found;
    });
    // That an article is none is tried last.
    const each = async (stems, work) => {
      const found = {};
      for (const stem of stems) {
        if (none(found) || !stem.startsWith("ال")) add(found, await work(stem));
      }
      return found;
    };
    for (let at = 0; at < typed.length; units++) {
      const word = typed[at], [first] = readings(word);
      const fitting = index.aliases.flatMap(group => group.filter(phrase => phrase.every(
        (stem, i) => readings(typed[at + i] || "").includes(stem)))
        .map(phrase => [phrase.length, group]));
      const size = Math.max(1, ...fitting.map(([length]) => length));
      const found = both(await Promise.all(typed.slice(at, at += size).map(word => each(
        readings(word), stem => like(stem, stem == readings(word)[0] ? 1 : weights.possible)))));
      for (const [length, group] of fitting) if (length == size) for (const phrase of group) {
        add(found, both(await Promise.all(phrase.map(stem => like(stem, weights.alias)))));
      }
      if (size < 2) {
        if (at == typed.length && /[\p{L}\p{N}]$/u.test(query)) add(found, await each(
          bases(word).map(base => rewrite(base, [["ء", ""]])).filter(base => base[index.prefix - 1]),
          base => like(base, weights.begun, name => name.startsWith(base))));
        if (none(found) && first[3]) add(found, await like(guessed = first, weights.misspelled,
          name => shorter(name).some(form => shorter(first).includes(form))));
      }
      for (const one in found) {
        const [count, score] = met[one] || [0, 0];
        met[one] = [count + 1, score + found[one]];
      }
    }
    const hits = Object.entries(met).sort(([a, [m, s]], [b, [n, t]]) => n - m || t - s || b - a);
    const all = hits[0]?.[1][0] == units;
    return {
      all: all && !guessed,
      hits: hits.filter(([, [count]]) => !all || count == units).map(([article]) => article),
      marked: text => words(text).some(word => readings(word).some(stem => marks.has(stem))),
    };
  };
  return {ask, words, readings};
};

const start = page => {
  const part = name => page.querySelector(`[data-${name}]`);
  const input = part("input"), list = part("list"), more = part("more"), status = part("status");
  let turn = 0, answer, shown, index, wait;
  const write = (node, text) => node.replaceChildren(
    ...text.split(/([\p{L}\p{N}\p{M}\p{Cf}ـ]+)/u).map((piece, at) => {
      if (at % 2 < 1 || !answer.marked(piece)) return piece;
      const mark = document.createElement("mark");
      mark.append(piece);
      return mark;
    }));
  const next = async () => {
    const mine = turn, size = index.cards;
    const cards = await Promise.all(answer.hits.slice(shown, shown += size).map(async article =>
      (await get(`cards-${article / size | 0}.json`))[article % size]));
    if (mine != turn) return;
    for (const [path, title, summary, day, iso, kind] of cards) {
      const item = part("hit").content.cloneNode(true), at = name => item.querySelector(name);
      at("a").href = page.dataset.root + path;
      write(at("a bdi"), title);
      write(at("[data-summary]"), summary);
      at("time").dateTime = iso;
      at("time").append(day);
      at("[data-kind]").append(kind);
      list.append(item);
    }
    more.hidden = !answer.hits[shown];
  };
  const show = async () => {
    const query = input.value, mine = ++turn;
    let state = "", text = "", found;
    try {
      index = await get("index.json");
      const one = searcher(index);
      if (one.words(query).join("")[1]) {
        found = await one.ask(query);
        const size = found.hits.length;
        state = size ? found.all ? "all" : "some" : "none";
        text = JSON.parse(status.dataset.status)[new Intl.PluralRules("ar").select(size)]
          .replace("{n}", size.toLocaleString(page.dataset.locale));
      }
    } catch { text = page.dataset.failed; }
    if (mine != turn) return;
    answer = found;
    shown = 0;
    page.dataset.search = state;
    status.textContent = text;
    list.replaceChildren();
    more.hidden = true;
    history.replaceState(0, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    if (found) await next();
  };
  input.oninput = () => { clearTimeout(wait); wait = setTimeout(show, 150); };
  input.form.onsubmit = event => { event.preventDefault(); show(); };
  more.onclick = async () => {
    const first = shown;
    await next();
    list.children[first].querySelector("a").focus();
  };
  page.onkeydown = event => {
    const places = [input, ...list.querySelectorAll("a")], at = places.indexOf(event.target);
    const step = {ArrowDown: 1, ArrowUp: -1, Escape: -at}[event.key];
    if (at < 0 || step == null) return;
    event.preventDefault();
    if (step) places[at + step]?.focus();
    else { input.value = ""; show(); }
  };
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) show();
};

const page = document.querySelector("[data-search]");
if (page) start(page);
