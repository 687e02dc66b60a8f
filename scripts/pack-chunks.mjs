/**
 * Puts CommonJS chunks that most commands load anyway into the file of the entry, as functions of their own: to find and
 * read a file takes Node longer than to compile what is in it. A chunk that others need stays under its name, as a
 * reference.
 *
 * @param {ReadonlyMap<string, string>} chunks code by file name
 * @param {string} entry
 * @param {ReadonlySet<string>} together file names, the entry's among them
 * @returns {ReadonlyMap<string, string>} what is to be written, by file name
 */
export const packChunks = (chunks, entry, together) => {
  const inside = [...together].map((name) => [name, chunks.get(name)]);
  const outside = [...chunks].filter(([name]) => !together.has(name));
  const wanted = new Set(outside.flatMap(([, code]) => requiredBy(code)));
  const references = inside
    .filter(([name]) => name !== entry && wanted.has(name))
    .map(([name]) => [name, `module.exports=require("./${entry}").load("./${name}");`]);
  return new Map([...outside, ...references, [entry, packed(inside, entry)]]);
};

const requiredBy = (code) =>
  [...code.matchAll(/require\("\.\/([^"]+)"\)/g)].map(([, name]) => name);

const packed = (inside, entry) =>
  [
    'const chunks={__proto__:null,',
    ...inside.map(
      ([name, code]) => `${JSON.stringify(`./${name}`)}(exports,require,module){${code}\n},`,
    ),
    '};const loaded={__proto__:null};',
    'const load=(name)=>{if(!(name in chunks))return require(name);',
    'if(name in loaded)return loaded[name].exports;',
    'const module=loaded[name]={exports:{}};',
    'chunks[name](module.exports,load,module);return module.exports};',
    `exports.load=load;exports.main=(...given)=>load("./${entry}").main(...given);`,
  ].join('');
