// Runs the published script of a site without a page: node asking.mjs SITE < questions.json
// Questions: {"words": [text], "queries": [text]}. Answers what it reads in each text, and what each
// query finds, and the files that were fetched.
import {readFileSync} from "node:fs";
import vm from "node:vm";

const [site] = process.argv.slice(2);
const {words, queries} = JSON.parse(readFileSync(0, "utf-8"));
const fetched = new Set();
const fetch = async name => {
  fetched.add(name);
  const text = readFileSync(`${site}/search/${name}`, "utf-8");
  return {ok: true, text: async () => text, json: async () => JSON.parse(text)};
};
const world = vm.createContext({fetch, document: {querySelector: () => null}});
vm.runInContext(readFileSync(`${site}/assets/search.js`, "utf-8"), world);
const index = await (await fetch("index.json")).json();
const searcher = vm.runInContext("searcher", world)(index);
const answers = [];
for (const query of queries) {
  const {hits, all} = await searcher.ask(query);
  answers.push({hits: hits.map(Number), all: all === true});
}
const read = words.map(text => searcher.words(text).map(word => [word, ...searcher.readings(word)]));
process.stdout.write(JSON.stringify({read, answers, fetched: [...fetched]}));
