// The HTML report in headless Chromium; exit 1 when a fact below does not hold.
//
// usage: node check.mjs CHROMIUM HOSTILE.html CONFORMANT.html MANY.html [FOLDER FOR SCREENSHOTS]
import fs from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [chromium, hostile, conformant, many, shots] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox'] });
let bad = 0;

function holds(fact, condition, detail = '') {
  console.log(`${condition ? 'ok   ' : 'WRONG'} ${fact}${detail === '' ? '' : ` (${detail})`}`);
  bad += condition ? 0 : 1;
}

// A page that notes what it complains about and what it asks the network for.
async function open(file, { hash = '', scheme = 'light', width = 1280, script = true } = {}) {
  const page = await browser.newPage();
  page.complaints = [];
  page.requests = [];
  page.on('console', (message) => page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('dialog', (dialog) => { page.complaints.push('a dialog'); dialog.dismiss(); });
  page.on('request', (request) => page.requests.push(request.url()));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`file://${file}${hash}`);
  return page;
}

// What matches the filters, whether it is shown or left for later; and what is on the page now.
const visible = (page) => page.$$eval('article', (cards) => cards.filter((card) => !card.hidden).length);
const shown = (page) => page.$$eval('article', (cards) => cards.filter((card) => card.getClientRects().length > 0).length);
const total = (page) => page.$$eval('article', (cards) => cards.length);
const shot = (page, name, fullPage = false) => shots && page.screenshot({ path: `${shots}/${name}.png`, fullPage });

async function loads(name, file) {
  const page = await open(file);
  holds(`${name}: loads without a complaint`, page.complaints.length === 0, page.complaints.slice(0, 3).join('; '));
  holds(`${name}: asks nobody for anything`, page.requests.every((url) => url.startsWith('file://')
    && !url.includes('favicon') && page.requests.length === 1), page.requests.slice(1, 4).join(' '));
  await page.close();
}

async function nothingOfTheTargetRuns() {
  const page = await open(hostile);
  await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
  await page.$$eval('article, dd, pre, td', (all) => all.slice(0, 4000).forEach((one) =>
    one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))));
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  holds('hostile: no script of the target runs', await page.evaluate(() => window.pwned === undefined)
    && page.complaints.length === 0, page.complaints.slice(0, 2).join('; '));
  const odd = await page.evaluate(() => {
    const allowed = 'HTML HEAD META TITLE STYLE BODY A HEADER DIV H1 H2 H3 P UL LI B NAV MAIN SECTION SPAN I TABLE THEAD '
      + 'TBODY TR TH TD FORM INPUT SELECT OPTION BUTTON ARTICLE DL DT DD PRE MARK DETAILS SUMMARY CODE BR FOOTER SCRIPT';
    const known = new Set(allowed.split(' '));
    const all = [...document.querySelectorAll('*')];
    return [...new Set(all.filter((one) => !known.has(one.tagName)
      || [...one.attributes].some(({ name }) => name.startsWith('on') || name === 'src')).map((one) => one.outerHTML.slice(0, 80)))];
  });
  holds('hostile: every element is one of ours', odd.length === 0, odd.slice(0, 3).join(' '));
  holds('hostile: one script', await page.$$eval('script', (all) => all.length) === 1);
  holds('hostile: every link stays in the page', await page.$$eval('a', (all) =>
    all.every((one) => one.getAttribute('href').startsWith('#'))));
  const text = await page.evaluate(() => document.documentElement.outerHTML);
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u.exec(text);
  holds('hostile: no control or direction-changing character is in the page', control === null,
    control ? text.slice(control.index - 30, control.index + 10) : '');
  await page.close();
}

async function filters() {
  const page = await open(hostile);
  const all = await total(page);
  await page.select('select[name=verdict]', 'warn');
  const warned = await visible(page);
  holds('a verdict filters', warned > 0 && warned < all, `${warned} of ${all}`);
  holds('a filter is in the address', (await page.url()).endsWith('#verdict=warn'), await page.url());
  await page.type('input[name=q]', 'RESP-');
  const found = await visible(page);
  holds('a search filters on top, whatever the case', found <= warned
    && (await page.$$eval('article:not([hidden])', (cards) => cards.every((card) => card.textContent.toLowerCase().includes('resp-')))));
  const url = await page.url();
  const again = await open(hostile, { hash: url.slice(url.indexOf('#')) });
  holds('an address that was sent shows the same view', await visible(again) === found
    && await again.$eval('input[name=q]', (one) => one.value) === 'RESP-');
  await again.close();
  await page.click('button[type=reset]');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  holds('"show all" shows all again', await visible(page) === all && !(await page.url()).includes('#'));
  for (const hash of ['#verdict=none&cell=-1&q=', '#cell=99999', '#cell=x', '#f-nothing']) {
    const odd = await open(hostile, { hash });
    holds(`an odd address shows all: ${hash}`, await visible(odd) === all && odd.complaints.length === 0, `${await visible(odd)}`);
    await odd.close();
  }
  await page.close();
}

// Outcome, reason, the first findings, then the map; the rest of a long list at a wish.
async function order() {
  const page = await open(hostile);
  const tops = await page.evaluate(() => ['.reason', '#findings', 'article', '#h-map', '#h-rows', '#h-req', '#h-time']
    .map((one) => document.querySelector(one).getBoundingClientRect().top));
  holds('outcome, findings, map, rows, requirements, time: in this order', tops.every((top, i) => i === 0 || top > tops[i - 1]),
    tops.map(Math.round).join(' '));
  holds('the first finding is on the first screen', tops[2] < 500, `${tops[2]}`);
  holds('ten findings stand before the map', await shown(page) === 10, `${await shown(page)}`);
  const levels = await page.$$eval('article', (cards) => cards.map((card) => card.closest('#folded') !== null));
  holds('what has the same cause comes last', levels.lastIndexOf(false) < levels.indexOf(true) || !levels.includes(true));
  await page.click('#more');
  holds('a hundred more at a wish', await shown(page) === Math.min(110, await total(page)), `${await shown(page)}`);
  const last = await page.$$eval('article', (cards) => cards.at(-1).id);
  const linked = await open(hostile, { hash: `#${last}` });
  holds('an address of a late finding shows it', await linked.$eval(`#${last}`, (one) => one.getClientRects().length > 0));
  await linked.close();
  await page.close();
}

async function copies() {
  const page = await open(hostile);
  await browser.defaultBrowserContext().overridePermissions(`file://${hostile}`, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const command = await page.$eval('dd > pre', (one) => one.firstChild.textContent);
  await page.click('dd > pre .copy');
  await page.waitForSelector('.copy[aria-label=copied]', { timeout: 2000 }).catch(() => null);
  holds('a command can be copied', await page.evaluate(() => navigator.clipboard.readText()).catch(() => '') === command);
  await page.close();
}

async function map() {
  const page = await open(hostile);
  const all = await total(page);
  holds('the map has a cell for each of 1,302 combinations', (await page.$$('.map td')).length === 1302);
  const cell = await page.$('.map td.f');
  await cell.click();
  const found = await visible(page);
  holds('a cell shows its findings', found > 0 && found < all, `${found} of ${all}`);
  holds('a cell is in the address', /#cell=\d+$/.test(await page.url()));
  holds('what was chosen is told beside the map', (await page.$eval('#chosen', (one) => one.textContent)).startsWith(`${found} finding`));
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  holds('the cell stays under the pointer', await cell.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= document.getElementById('chosen').getBoundingClientRect().top;
  }));
  await cell.click();
  holds('a second click takes it back', await visible(page) === all);
  await page.close();
}

// The map is one stop, arrows move in it.
async function byKeyboard() {
  const page = await open(hostile);
  await page.focus('nav a[href="#h-map"]');
  await page.keyboard.press('Enter');
  let stops = 0;
  do {
    await page.keyboard.press('Tab');
    stops++;
  } while (stops < 3 && !(await page.evaluate(() => document.activeElement.matches('.map td'))));
  holds('the map is reached from its link with the tabulator', stops < 3, `${stops} stops`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const at = await page.evaluate(() => [...document.querySelectorAll('.map td')].indexOf(document.activeElement));
  holds('arrows move in the map', at === 22, `cell ${at}`);
  await page.keyboard.press('Enter');
  holds('Enter chooses', (await page.url()).endsWith(`#cell=${at}`)
    && await page.$$eval('.map td[aria-selected=true]', (list) => list.length) === 1);
  await page.keyboard.press('Tab');
  holds('the tabulator leaves the map', await page.evaluate(() => !document.activeElement.matches('.map td')));
  await page.close();
}

async function accessible(name, file, scheme) {
  const page = await open(file, { scheme });
  await page.$$eval('details', (list) => list.slice(0, 12).forEach((one) => { one.open = true; }));
  await page.$$eval('.family', (list) => list.slice(0, 2).forEach((one) => { one.open = true; }));
  await page.setBypassCSP(true);
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = result.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  holds(`${name}, ${scheme}: axe finds nothing serious`, serious.length === 0, serious.map((one) =>
    `${one.id}: ${one.nodes.length} times, ${one.nodes[0].html.slice(0, 100)} ${one.nodes[0].failureSummary.slice(0, 200)}`).join('; '));
  const rest = result.violations.filter((one) => !serious.includes(one)).map(({ id, impact }) => `${id} (${impact})`);
  if (rest.length > 0) {
    console.log(`note  ${name}, ${scheme}: ${rest.join(', ')}`);
  }
  await page.close();
}

async function withoutScript() {
  const page = await open(hostile, { script: false });
  await page.setJavaScriptEnabled(false);
  const text = await page.$eval('body', (body) => body.innerText);
  holds('without script: outcome, findings, rows and requirements are there',
    text.includes('nonconformant') && text.includes('Findings') && text.includes('R53'));
  holds('without script: no form that does nothing', await page.$eval('#filters', (form) => form.hidden));
  await shot(page, 'without-script');
  await page.close();
}

async function prints() {
  const page = await open(hostile, { scheme: 'dark' });
  await page.emulateMediaType('print');
  const background = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
  holds('print: dark ink on white, whatever the screen', background === 'rgb(255, 255, 255)', background);
  holds('print: no filters', await page.$eval('#filters', (form) => getComputedStyle(form).display === 'none'));
  holds('print: every finding', await shown(page) === await total(page), `${await shown(page)}`);
  const pdf = await page.pdf({ format: 'A4' });
  holds('print: gives pages', pdf.length > 10000, `${pdf.length} bytes`);
  if (shots) {
    fs.writeFileSync(`${shots}/print.pdf`, pdf);
  }
  await shot(page, 'print');
  await page.close();
}

async function opensFast() {
  const started = Date.now();
  const page = await open(many);
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  const took = Date.now() - started;
  holds('5,000 findings open in under two seconds', took < 2000 && await total(page) === 5000, `${took} ms`);
  const searched = await page.evaluate(() => {
    const before = performance.now();
    const box = document.querySelector('input[name=q]');
    box.value = '/place/4999';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    return document.body.offsetHeight > 0 ? performance.now() - before : Infinity;
  });
  holds('5,000 findings are searched in under half a second', await visible(page) === 1 && searched < 500,
    `${Math.round(searched)} ms`);
  await page.close();
}

async function fits(width) {
  const page = await open(hostile, { width });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  holds(`${width} pixels: nothing sticks out`, wide <= width, `${wide}`);
  await shot(page, `width-${width}`);
  await page.close();
}

async function pictures() {
  for (const [name, file] of [['hostile', hostile], ['conformant', conformant]]) {
    for (const scheme of ['light', 'dark']) {
      const page = await open(file, { scheme });
      await shot(page, `${name}-${scheme}`);
      await page.$eval('#findings', (one) => one.scrollIntoView());
      await shot(page, `${name}-${scheme}-findings`);
      await page.close();
    }
  }
}

try {
  await loads('hostile', hostile);
  await loads('conformant', conformant);
  await nothingOfTheTargetRuns();
  await order();
  await filters();
  await copies();
  await map();
  await byKeyboard();
  for (const scheme of ['light', 'dark']) {
    await accessible('hostile', hostile, scheme);
    await accessible('conformant', conformant, scheme);
  }
  await withoutScript();
  await prints();
  await opensFast();
  for (const width of [1280, 768, 390]) {
    await fits(width);
  }
  if (shots) {
    await pictures();
  }
} finally {
  await browser.close();
}
process.exit(bad === 0 ? 0 : 1);
