// The network of question 3.5(b), as `combined.answering` has it; read with its weights.
"use strict";

const sceneNetwork = (() => {
  const SOME = 0.1; // objects meant, added so that a share of none is 0

  const dot = (one, two) => one.reduce((sum, x, k) => sum + x * two[k], 0);
  const row = (matrix, k) => matrix.subarray(k * matrix.columns, (k + 1) * matrix.columns);
  const mixed = (shares, rows) => rows[0].map((_, k) => shares.reduce((sum, share, t) => sum + share * rows[t][k], 0));

  // Of indices of words: a vector for each word, and one for all.
  function read(model, codes) {
    const x = codes.map((code) => row(model.embedding, code));
    const ways = [0, 1].map((way) => {
      const inputs = way ? [...x].reverse() : x;
      const none = new Float32Array(model[`weight_hh${way}`].columns);
      const states = [];
      for (const input of inputs) {
        const { h, c } = states.at(-1) ?? { h: none, c: none };
        const given = live.affine(model[`weight_ih${way}`], input, model[`bias${way}`]);
        states.push(live.lstm(live.affine(model[`weight_hh${way}`], h, given), c));
      }
      return states.map(({ h }) => h);
    });
    const last = ways.flatMap((states) => [...states.at(-1)]);
    ways[1].reverse();
    return { each: x.map((input, t) => input.map((value, k) => value + [...ways[0][t], ...ways[1][t]][k])), last };
  }

  // The logits, how much each object is meant at the start and after each round, what each command attends to, and how
  // far each round follows each relation.
  function explain(model, places, codes) {
    const { each, last: q } = read(model, codes);
    const attended = Array.from({ length: scene.ROUNDS + 3 }, (_, k) => {
      const query = live.affine(model[`query${k}`], q, model[`query${k}_bias`]);
      return live.softmax(each.map((output) => dot(output, query) / Math.sqrt(query.length)));
    });
    const commands = attended.map((shares) => mixed(shares, each));
    const values = places.looks.map(([size, colour, shape]) => [size, 2 + colour, 6 + shape]);
    const ones = [1, 1, 1];
    const x = values.map((three) =>
      mixed(
        ones,
        three.map((value) => row(model.look, value)),
      ),
    );
    const fit = (command) => {
      const wanted = live.affine(model.wanted, command, model.wanted_bias);
      return x.map((look) => 1 / (1 + Math.exp(-dot(look, wanted) - wanted.at(-1))));
    };
    const meant = [fit(commands[0])];
    const followed = commands.slice(1, 1 + scene.ROUNDS).map((command) => {
      return live.softmax(live.affine(model.relation, command, model.relation_bias));
    });
    for (const shares of followed) {
      const before = meant.at(-1);
      const heard = [...scene.origins(places).map((from) => from.map((j) => (j < 0 ? 0 : before[j]))), before];
      meant.push(
        before.map((_, i) =>
          dot(
            shares,
            heard.map((objects) => objects[i]),
          ),
        ),
      );
    }
    const end = meant.at(-1);
    const sum = end.reduce((one, two) => one + two, 0);
    const [first, second] = commands.slice(-2);
    const tally = Array.from({ length: model.look.rows }, (_, value) =>
      dot(
        end,
        values.map((three) => three.includes(value)),
      ),
    );
    const asked = live.affine(model.asked, first, model.asked_bias).map((value, k) => value * mixed(end, x)[k]);
    const given = [sum, dot(end, fit(first)), dot(end, fit(second)), ...tally, ...asked, ...q];
    const hidden = live.affine(model.hidden, given, model.hidden_bias).map((value) => Math.max(0, value));
    const logits = live.affine(model.out, hidden, model.out_bias);
    tally.forEach((count, k) => (logits[logits.length - tally.length + k] += (model.gain[0] * count) / (sum + SOME)));
    return { logits, meant, attended, followed };
  }

  return { explain };
})();
