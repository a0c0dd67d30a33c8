// Reads reports with other people's readers and says what each found; exit 1 when one objects.
//
// usage: node read.mjs FILE...   the kind of a file is told by its name
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import harValidator from 'har-validator';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parse } from 'parse5';
import { Parser } from 'tap-parser';

const require = createRequire(import.meta.url);

// The published schema, as Microsoft's own test matcher carries it.
function sarif(text) {
  const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const log = JSON.parse(text);
  if (!ajv.validate(schema, log)) {
    throw new Error(ajv.errorsText(ajv.errors.slice(0, 5)));
  }
  const [run] = log.runs;
  return `valid SARIF 2.1.0: ${run.tool.driver.rules.length} rules, ${run.results.length} results`;
}

async function har(text) {
  const log = JSON.parse(text);
  await harValidator.har(log).catch((error) => {
    throw new Error(JSON.stringify(error.errors ?? error.message).slice(0, 500));
  });
  log.log.entries.forEach((entry) => new URL(entry.request.url));
  return `valid HAR 1.2: ${log.log.entries.length} entries`;
}

// Strict: a line that is no TAP is a failure of its own.
function tap(text) {
  return new Promise((resolve, reject) => {
    const points = { pass: 0, fail: 0, skip: 0, todo: 0 };
    const problems = [];
    const parser = new Parser({ strict: true }, (results) => {
      const tapErrors = results.failures.filter((failure) => failure.tapError);
      tapErrors.forEach((failure) => problems.push(failure.tapError));
      if (problems.length > 0) {
        reject(new Error(problems.slice(0, 5).join('; ')));
      } else {
        resolve(`TAP: ${JSON.stringify(points)}, ${results.bailout ? 'bailed out' : `${results.count} families`}`);
      }
    });
    const listen = (one) => {
      one.on('extra', (line) => problems.push(`no TAP: ${line}`));
      one.on('child', (child) => {
        listen(child);
        child.on('complete', (results) => results.failures.filter((failure) => failure.tapError)
          .forEach((failure) => problems.push(`${child.name}: ${failure.tapError}`)));
        child.on('assert', (result) => {
          points[result.skip ? 'skip' : result.todo ? 'todo' : result.ok ? 'pass' : 'fail']++;
          if (!result.ok && !result.diag) {
            problems.push(`no diagnostics that YAML can read: ${result.name}`);
          }
        });
      });
    };
    listen(parser);
    parser.end(text);
  });
}

// As GitHub renders it: the elements that come of it are ours, and nothing of a target's is one.
function markdown(text) {
  const allowed = new Set(['html', 'head', 'body', 'h2', 'h3', 'p', 'code', 'pre', 'table', 'thead', 'tbody', 'tr',
    'th', 'td', 'details', 'summary']);
  if (Buffer.byteLength(text) >= 1024 * 1024) {
    throw new Error('over 1 MiB');
  }
  const html = micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const seen = {};
  const walk = (node) => {
    if (node.nodeName === '#comment') {
      throw new Error('a comment came of it');
    }
    if (node.tagName !== undefined) {
      seen[node.tagName] = (seen[node.tagName] ?? 0) + 1;
      if (!allowed.has(node.tagName)) {
        throw new Error(`an element <${node.tagName}> came of it`);
      }
      (node.attrs ?? []).forEach(({ name }) => {
        if (name !== 'align') {
          throw new Error(`an attribute ${name} came of it`);
        }
      });
    }
    (node.childNodes ?? []).forEach(walk);
  };
  walk(parse(html));
  return `Markdown: ${Buffer.byteLength(text)} bytes, ${seen.table ?? 0} tables, ${seen.details ?? 0} details`;
}

function ndjson(text) {
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
  const kinds = lines.map((line) => line.kind);
  if (kinds[0] !== 'run' || kinds.at(-1) !== 'summary' || kinds.slice(1, -1).some((kind) => kind !== 'case')) {
    throw new Error(`not run, cases, summary but ${[...new Set(kinds)]}`);
  }
  return `NDJSON: ${lines.length - 2} cases`;
}

const kinds = { '.sarif': sarif, '.har': har, '.tap': tap, '.md': markdown, '.ndjson': ndjson,
  '.json': (text) => `JSON: schema ${JSON.parse(text).schema}` };
let bad = 0;
for (const file of process.argv.slice(2)) {
  const read = kinds[path.extname(file)];
  try {
    console.log(`ok    ${file}: ${await read(fs.readFileSync(file, 'utf8'))}`);
  } catch (error) {
    console.log(`WRONG ${file}: ${error.message}`);
    bad++;
  }
}
process.exit(bad === 0 ? 0 : 1);
