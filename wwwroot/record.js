// Checks the record of promises: every entry's hash covers the one before, so that what was altered or taken out shows.
(() => {
  'use strict';
  const box = document.getElementById('check');
  if (!box) return;
  const words = box.dataset, button = box.querySelector('button'), result = box.querySelector('.result');
  const QUICK = 5, KEY = 'record-head';
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
  const day = at => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });

  class Broken extends Error {}

  async function read(path) {
    const answer = await fetch(path, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  async function hash(text) {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    return Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  }

  function numberOf(entry) {
    try { return JSON.parse(entry).seq; } catch { return null; }
  }

  // The end of the chain can be cut off without breaking it: so the browser remembers the end that it saw.
  function remembered() {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
  }

  function remember(head) {
    try { localStorage.setItem(KEY, JSON.stringify({ ...head, at: Date.now() })); } catch { /* A browser that keeps nothing checks the chain alone. */ }
  }

  async function check() {
    const { record } = await read('/api/v2/record.json');
    if (record.entries === 0 && !remembered()) return words.empty;
    const before = remembered();
    let former = '0'.repeat(64), seq = 0, head = null, seen = null;
    for (let page = 1; page <= record.entry_pages; page++) {
      const { entries } = await read(`/api/v2/record/entries/${page}.json`);
      const from = former;
      const hashes = await Promise.all(entries.map((e, i) => hash(`${i ? entries[i - 1].hash : from}\n${e.entry}`)));
      for (const [i, e] of entries.entries()) {
        seq++;
        if (hashes[i] !== e.hash || numberOf(e.entry) !== seq) throw new Broken(fill(words.broken, seq));
        if (seq === record.head.seq) head = e.hash;
        if (seq === before?.seq) seen = e.hash;
        former = e.hash;
      }
      if (page < record.entry_pages) result.textContent = fill(words.doing, seq, record.entries);
    }
    if (record.entries > 0 && head !== record.head.hash) throw new Broken(fill(words.broken, record.head.seq));
    if (before && seen !== before.hash) throw new Broken(fill(words.cut, before.seq, day(before.at)));
    remember({ seq, hash: former });
    return fill(words.ok, seq, former) + (before ? ` ${fill(words.unchanged, day(before.at))}` : '');
  }

  async function run() {
    button.disabled = true;
    result.className = 'result';
    try {
      result.textContent = await check();
      result.classList.add('ok');
    } catch (e) {
      result.textContent = e instanceof Broken ? e.message : words.failed;
      result.classList.add('down');
    } finally {
      button.disabled = false;
    }
  }

  async function start() {
    if (!window.crypto?.subtle) {
      result.textContent = words.insecure;
      return;
    }
    result.textContent = '';
    button.hidden = false;
    button.addEventListener('click', run);
    const { record } = await read('/api/v2/record.json').catch(() => ({ record: { entry_pages: Infinity } }));
    if (record.entry_pages <= QUICK) await run();
  }

  start();
})();
