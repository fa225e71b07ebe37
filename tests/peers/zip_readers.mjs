// What the zip libraries of JavaScript see in an archive: `zip_readers.mjs <archive>` prints, for
// each of them, the length, SHA-256 and Unix mode of every member.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.PEERS_NODE}/node_modules/`);
const path = process.argv[2];

const seen = (bytes, mode) => ({
  len: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  mode,
});

// A plain object would lose a member that is called `__proto__`.
const answers = () => Object.create(null);

function ofYauzl() {
  return new Promise((resolve, reject) => {
    require('yauzl').open(path, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error) return reject(error);
      const found = answers();
      zip.on('error', reject);
      zip.on('end', () => resolve(found));
      zip.on('entry', (entry) => zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const chunks = [];
        stream.on('error', reject);
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          found[entry.fileName] = seen(Buffer.concat(chunks), entry.externalFileAttributes >>> 16);
          zip.readEntry();
        });
      }));
      zip.readEntry();
    });
  });
}

function ofAdmZip() {
  const found = answers();
  for (const entry of new (require('adm-zip'))(path).getEntries()) {
    found[entry.entryName] = seen(entry.getData(), entry.header.attr >>> 16);
  }
  return found;
}

async function ofJszip() {
  const found = answers();
  const zip = await require('jszip').loadAsync(readFileSync(path), { checkCRC32: true });
  for (const [name, entry] of Object.entries(zip.files)) {
    // It makes folders of its own.
    if (!entry.dir) found[name] = seen(await entry.async('nodebuffer'), entry.unixPermissions);
  }
  return found;
}

console.log(JSON.stringify({ 'adm-zip': ofAdmZip(), jszip: await ofJszip(), yauzl: await ofYauzl() }));
