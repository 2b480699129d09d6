// @ts-check
/* Long work in turns, between which the browser answers its reader and paints. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const TURN = 6; // ms: with one piece of work more still less than what a reader notices

  const { port1, port2 } = new MessageChannel(); // of timers the sixth in a row waits for 4 ms
  /** @type {(() => void)[]} */
  const waiting = [];
  port1.onmessage = () => /** @type {() => void} */ (waiting.shift())();

  /** After what the browser has to do meanwhile. @returns {Promise<void>} */
  function next() {
    return new Promise((begin) => {
      waiting.push(begin);
      port2.postMessage(0);
    });
  }

  /** The end of a turn, to be waited for after each piece of a long work; it goes on at once while there is time. */
  function pauses() {
    let start = performance.now();
    return async () => {
      if (performance.now() - start < TURN) return;
      await next();
      start = performance.now();
    };
  }

  /** One task after the other; of one that has steps, step by step. @param {(() => Generator<void>|void)[]} tasks */
  async function run(tasks) {
    const pause = pauses();
    for (const task of tasks) {
      const steps = task();
      while (steps && !steps.next().done) await pause();
      await pause();
    }
  }

  /**
   * What is made of each, in a step of its own.
   * @template T, R @param {T[]} list @param {(one: T, i: number) => R} make @returns {Generator<void, R[]>}
   */
  function* each(list, make) {
    const made = [];
    for (const [i, one] of list.entries()) {
      made.push(make(one, i));
      yield;
    }
    return made;
  }

  /**
   * Work that begins anew each time: what was begun before and still goes on gives way.
   * @param {() => Generator<void>} work @returns {() => Generator<void>}
   */
  function latest(work) {
    /** @type {Generator<void>|undefined} */
    let steps;
    return () => {
      if (steps) steps.return(undefined);
      return (steps = work());
    };
  }

  /** All steps at once. @param {Generator<void>|void} steps */
  function all(steps) {
    while (steps && !steps.next().done);
  }

  /** After the browser has painted. @returns {Promise<void>} */
  function painted() {
    return new Promise((begin) => { requestAnimationFrame(() => next().then(begin)); });
  }

  kcn.turns = { next, pauses, run, each, latest, all, painted };
})(globalThis);
