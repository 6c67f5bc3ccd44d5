// Runs the published script of a site without a page: node asking.mjs SITE < questions.json
// Questions: {"words": [text], "queries": [text]}. Answers what it reads in each text, what each query
// finds, and the files that were fetched for it, as by a reader who comes anew.
import {readFileSync, readdirSync} from "node:fs";
import vm from "node:vm";

const [site] = process.argv.slice(2);
const {words, queries} = JSON.parse(readFileSync(0, "utf-8"));
const name = readdirSync(`${site}/assets`).find(file => /^search\.(.*\.)?js$/.test(file));
const script = new vm.Script(readFileSync(`${site}/assets/${name}`, "utf-8"));
const index = JSON.parse(readFileSync(`${site}/search/index.json`, "utf-8"));

const start = fetched => {
  const fetch = async name => {
    fetched.push(name);
    const text = readFileSync(`${site}/search/${name}`, "utf-8");
    return {ok: true, text: async () => text, json: async () => JSON.parse(text)};
  };
  const world = vm.createContext({fetch, document: {querySelector: () => null}});
  script.runInContext(world);
  return vm.runInContext("searcher", world)(index);
};

const answers = [];
for (const query of queries) {
  const fetched = ["index.json"];
  const {hits, all} = await start(fetched).ask(query);
  answers.push({hits: hits.map(Number), all: all === true, fetched});
}
const searcher = start([]);
const read = words.map(text => searcher.words(text).map(word => [word, ...searcher.readings(word)]));
process.stdout.write(JSON.stringify({read, answers}));
