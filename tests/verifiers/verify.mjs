// verify receipt FILE KEY [--open PART=FILE …]
// verify tiles FOLDER KEY
// verify pack ZIP KEY [--head FILE …] [--receipt FILE …]
// verify -                     the words of many, a JSON list a line on standard input
//
// Checks what Atranka hands out with nothing but Node's own modules, from the texts of the formats. Prints `ok`, or
// `bad: <reason>`, and ends with 0 or 1. It decides no command again.
//
// Source: C2SP signed-note, tlog-checkpoint, tlog-proof, tlog-tiles; RFC 6962; RFC 9162 §2.1.3.2 and §2.1.4.2;
// RFC 8785; PKWARE's APPNOTE; docs/proofs.md.
import {createHash, createHmac, createPublicKey, verify as isSigned} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {inflateRawSync} from 'node:zlib'

const noteSizeMax = 256 << 10, noteSignaturesMax = 16, receiptSizeMax = 512 << 10, leafSizeMax = 16 << 10
const proofLengthMax = 63, fileBytesMax = 1 << 30

class Bad extends Error {}
const bad = reason => { throw new Bad(reason) }
const check = (holds, reason) => { if (!holds) bad(reason) }

const sha256 = (...pieces) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}
const leafHash = leaf => sha256(Buffer.of(0), leaf)
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)
const emptyRoot = sha256()

function contents(path) {
  try {
    return readFileSync(path)
  } catch {
    return bad(`${path} cannot be read`)
  }
}

// One spelling of each byte string; nothing where there is another.
function unbase64(text) {
  const data = Buffer.from(text, 'base64')
  return data.toString('base64') === text ? data : undefined
}

function count(text) {
  const n = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(n) ? n : undefined
}

function textOf(what, data) {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(data)
  } catch {
    return bad(`${what} is not UTF-8`)
  }
}

// UTF-8 lines that end in a line feed, without control characters.
function linesText(what, data) {
  const text = textOf(what, data)
  check(!/[\x00-\x09\x0b-\x1f]/.test(text), `${what} has a control character`)
  check(text.endsWith('\n'), `${what} does not end in a line feed`)
  return text
}

// Keys

const idOf = (name, type, key) => sha256(name, '\n', Buffer.of(type), key).subarray(0, 4)
const isName = name => name !== '' && !/[\p{White_Space}+]/u.test(name)

// The keys by their text, or a file with one a line.
function keysOf(text) {
  const keys = []
  for (const line of (existsSync(text) ? contents(text).toString() : text).split('\n')) {
    if (line === '') continue
    const [name, id, ...rest] = line.split('+')
    const data = unbase64(rest.join('+'))
    check(isName(name) && data?.length === 33 && data[0] === 1, 'the key is none of Ed25519')
    check(idOf(name, 1, data.subarray(1)).toString('hex') === id, 'the key has another id than its name and key give')
    keys.push({name, bytes: data.subarray(1)})
  }
  check(keys.length > 0, 'there is no key')
  return keys
}

// RFC 8410: the prefix of an Ed25519 key in DER.
const publicKey = bytes =>
  createPublicKey({key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes]), format: 'der', type: 'spki'})

// Heads

const withoutEpoch = origin => origin.includes('/') ? origin.slice(0, origin.lastIndexOf('/')) : origin

function hashOf(what, text) {
  const data = unbase64(text)
  check(data?.length === 32, `${what} is no hash of 32 bytes in base64`)
  return data
}

// A key named like an instance holds for all its logs, under each one's name.
function headOf(what, data, keys) {
  check(data.length <= noteSizeMax, `${what}: the note is larger than 256 KiB`)
  const message = linesText(what, data)
  const split = message.lastIndexOf('\n\n')
  check(split >= 0, `${what}: the note has no signatures`)
  const text = message.slice(0, split + 1), lines = message.slice(0, split).split('\n')
  check(lines.length >= 3 && !lines.includes(''), `${what}: a checkpoint has three lines at least, and no empty one`)
  const head = {origin: lines[0], place: withoutEpoch(lines[0]), size: count(lines[1])}
  check(head.size !== undefined, `${what}: the checkpoint's size is none`)
  head.root = hashOf(`${what}: the checkpoint's root`, lines[2])
  check(head.size > 0 || head.root.equals(emptyRoot), `${what}: the root is not that of an empty tree`)

  const known = keys.filter(key => head.origin === key.name || head.origin.startsWith(key.name + '/'))
  const signatures = message.slice(split + 2).split('\n').slice(0, -1)
  check(signatures.length > 0 && signatures.length <= noteSignaturesMax, `${what}: a note has 1 to 16 signatures`)
  let isKnown = false
  for (const line of signatures) {
    const [dash, name, ...rest] = line.split(' ')
    const bytes = unbase64(rest.join(' '))
    check(dash === '—' && isName(name ?? '') && bytes?.length > 4, `${what}: a line is no signature`)
    for (const key of known) {
      if (name !== head.origin || !bytes.subarray(0, 4).equals(idOf(name, 1, key.bytes))) continue
      check(bytes.length === 68 && isSigned(null, Buffer.from(text), publicKey(key.bytes), bytes.subarray(4)),
        `${what}: the signature of ${name} does not fit`)
      isKnown = true
    }
  }
  check(isKnown, `${what}: no known key has signed it`)
  return head
}

// Canonical JSON (RFC 8785) without floating point

function canonical(value) {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : '?'
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value) ? '?' : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return String(value)
  // Strings are compared by their UTF-16 code units.
  return `{${Object.keys(value).sort().map(name => `${canonical(name)}:${canonical(value[name])}`).join()}}`
}

function objectOf(what, text) {
  let value
  try {
    // A member may be called __proto__ too.
    value = JSON.parse(text, (_, member) =>
      member !== null && typeof member === 'object' && !Array.isArray(member) ? Object.setPrototypeOf(member, null) : member)
  } catch {
    bad(`${what} is not JSON`)
  }
  check(canonical(value) === text, `${what} is not canonical JSON`)
  return isObject(value) ? value : bad(`${what} is no JSON object`)
}

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value)

function textIn(what, object, name) {
  check(typeof object[name] === 'string', `${what} has no text ${name}`)
  return object[name]
}
function memberIn(what, object, name) {
  check(isObject(object[name]), `${what} has no object ${name}`)
  return object[name]
}
function numberIn(what, object, name, least) {
  check(Number.isSafeInteger(object[name]) && object[name] >= least, `${what} has no whole number ${name} from ${least}`)
  return object[name]
}
function versionsOf(what, object) {
  for (const name of Object.keys(object)) numberIn(what, object, name, 1)
  return object
}

// Leaves

const isHex = (text, bytes) => text.length === 2 * bytes && /^[0-9a-f]*$/.test(text)
const leafMembers = new Set(['actor', 'at', 'authenticated', 'beside', 'commit', 'definition', 'index', 'instance_size',
  'log', 'nonce', 'public', 'semantics', 'streams', 'type'])

function leafOf(what, text) {
  check(Buffer.byteLength(text) <= leafSizeMax, `${what}: its leaf is larger than 16 KiB`)
  what += ': its leaf'
  const leaf = objectOf(what, text)
  for (const name of Object.keys(leaf)) check(leafMembers.has(name), `${what} has an unknown member ${name}`)
  for (const name of ['log', 'actor', 'type', 'authenticated'])
    check(textIn(what, leaf, name) !== '', `${what} names no ${name}`)
  numberIn(what, leaf, 'index', 0)
  numberIn(what, leaf, 'instance_size', 0)
  numberIn(what, leaf, 'semantics', 1)
  check(Object.keys(versionsOf(what, memberIn(what, leaf, 'streams'))).length > 0, `${what} names no stream`)
  check(isHex(textIn(what, leaf, 'nonce'), 16), `${what} has no nonce`)
  const at = Date.parse(textIn(what, leaf, 'at'))
  check(!Number.isNaN(at) && new Date(at).toISOString() === leaf.at, `${what} has no instant`)
  if ('definition' in leaf) check(isHex(textIn(what, leaf, 'definition'), 32), `${what}: its definition is no hash`)
  for (const name of ['public', 'commit', 'beside'])
    if (name in leaf) check(Object.keys(memberIn(what, leaf, name)).length > 0, `${what}: ${name} is empty`)
  for (const name of ['commit', 'beside'])
    for (const member of Object.keys(leaf[name] ?? {}))
      check(member !== '' && isHex(textIn(what, leaf[name], member), 32), `${what}: ${member} is no SHA-256 in hex`)
  return leaf
}

// That the leaf says so itself.
function checkPlace(what, leaf, head, index) {
  check(leaf.index === index && withoutEpoch(leaf.log) === head.place,
    `${what}: its leaf says that it is entry ${leaf.index} of ${leaf.log}`)
}

// LEDGER.md, format 4.
function checkCommitment(what, leaf, name, salt, payload) {
  check(isHex(salt ?? '', 32), `${what}: the salt of ${name} is not 64 hex digits`)
  const mac = createHmac('sha256', Buffer.from(salt, 'hex')).update(`atranka/commit/v1\0${name}\0${payload}`)
  check(leaf.commit?.[name] === mac.digest('hex'), `${what}: ${name} does not open its commitment`)
}

// Trees

// The largest power of two below the size.
function leftSize(size) {
  let left = 1
  while (2 * left < size) left *= 2
  return left
}

function rootOf(hashes) {
  if (hashes.length === 0) return emptyRoot
  if (hashes.length === 1) return hashes[0]
  const left = leftSize(hashes.length)
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)))
}

// The root of at least one leaf, and the inclusion proof of each.
function proved(hashes) {
  if (hashes.length === 1) return {root: hashes[0], proofs: [[]]}
  const middle = leftSize(hashes.length)
  const left = proved(hashes.slice(0, middle)), right = proved(hashes.slice(middle))
  return {
    root: nodeHash(left.root, right.root),
    proofs: [...left.proofs.map(proof => [...proof, right.root]), ...right.proofs.map(proof => [...proof, left.root])],
  }
}

function consistency(from, hashes, isWhole = true) {
  if (from === hashes.length) return isWhole ? [] : [rootOf(hashes)]
  const left = leftSize(hashes.length)
  return from <= left ? [...consistency(from, hashes.slice(0, left), isWhole), rootOf(hashes.slice(left))]
    : [...consistency(from - left, hashes.slice(left), false), rootOf(hashes.slice(0, left))]
}

// Numbers may be above 2^31, so that they are halved and not shifted.
const half = n => Math.floor(n / 2)
const isOdd = n => n % 2 === 1

function includes(head, index, leaf, proof) {
  if (index >= head.size) return false
  let fn = index, sn = head.size - 1, hash = leaf
  for (const sibling of proof) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(fn) && fn !== 0) fn = half(fn), sn = half(sn)
    } else {
      hash = nodeHash(hash, sibling)
    }
    fn = half(fn), sn = half(sn)
  }
  return sn === 0 && hash.equals(head.root)
}

function isConsistent(old, head, proof) {
  if (old.size === 0) return true
  if (old.size > head.size) return false
  if (old.size === head.size) return proof.length === 0 && old.root.equals(head.root)
  const path = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : proof
  let fn = old.size - 1, sn = head.size - 1
  while (isOdd(fn)) fn = half(fn), sn = half(sn)
  let fr = path[0], sr = path[0]
  if (fr === undefined) return false
  for (const c of path.slice(1)) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr), sr = nodeHash(c, sr)
      while (!isOdd(fn) && fn !== 0) fn = half(fn), sn = half(sn)
    } else {
      sr = nodeHash(sr, c)
    }
    fn = half(fn), sn = half(sn)
  }
  return sn === 0 && fr.equals(old.root) && sr.equals(head.root)
}

// Receipts

function receiptOf(what, data, keys, opens) {
  check(data.length <= receiptSizeMax, `${what} is larger than 512 KiB`)
  const text = linesText(what, data), split = text.indexOf('\n\n')
  check(split >= 0, `${what} has no checkpoint`)
  const [first, extraLine, indexLine, ...hashes] = text.slice(0, split).split('\n')
  check(first === 'c2sp.org/tlog-proof@v1', `${what} is no tlog-proof`)
  check(extraLine?.startsWith('extra '), `${what} carries no leaf`)
  const extraBytes = unbase64(extraLine.slice('extra '.length))
  check(extraBytes, `${what}: the extra data is not base64`)
  check(indexLine?.startsWith('index '), `${what} gives no index`)
  const index = count(indexLine.slice('index '.length))
  check(index !== undefined, `${what}: the index is no whole number`)
  check(hashes.length <= proofLengthMax, `${what}: the proof is too long`)
  const proof = hashes.map(line => hashOf(`${what}: a line of the proof`, line))
  const head = headOf(what, Buffer.from(text.slice(split + 2)), keys)

  const extra = objectOf(`${what}: the extra data`, textOf(what, extraBytes))
  const leafText = textIn(what, extra, 'leaf'), salts = memberIn(what, extra, 'salts')
  const leaf = leafOf(what, leafText)
  for (const name of Object.keys(salts))
    check(leaf.commit?.[name] !== undefined && isHex(textIn(what, salts, name), 32),
      `${what}: the salt of ${name} is none, or of nothing that its leaf commits to`)
  check(includes(head, index, leafHash(leafText), proof),
    `entry ${index}: its leaf is not there under the head that was signed`)
  checkPlace(`entry ${index}`, leaf, head, index)
  for (const open of opens) {
    const name = open.slice(0, open.indexOf('=')), file = open.slice(open.indexOf('=') + 1)
    checkCommitment(`entry ${index}`, leaf, name, salts[name], contents(file).toString().replace(/\n+$/, ''))
  }
  return {head, index, leaf: leafText}
}

// Tiles

const width = 256

function tilePath(folder, level, n, size) {
  let path = String(n % 1000).padStart(3, '0')
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000)) path = `x${String(n % 1000).padStart(3, '0')}/${path}`
  return join(folder, 'tile', String(level), path) + (size < width ? `.p/${size}` : '')
}

const tilesOf = hashes =>
  Array.from({length: Math.ceil(hashes.length / width)}, (_, n) => hashes.slice(n * width, (n + 1) * width))

function checkTiles(folder, keys) {
  const head = headOf('checkpoint', contents(join(folder, 'checkpoint')), keys)
  const leaves = []
  while (leaves.length < head.size) {
    const n = leaves.length / width, size = Math.min(width, head.size - leaves.length)
    const path = tilePath(folder, 0, n, size), data = contents(path)
    check(data.length === 32 * size, `${path} has ${data.length} bytes: entry ${leaves.length}`)
    for (let i = 0; i < size; ++i) leaves.push(data.subarray(32 * i, 32 * (i + 1)))
  }
  check(rootOf(leaves).equals(head.root), "the tiles' leaves do not give the root that was signed")
  // Each level has the roots of the full tiles of the one below.
  const above = hashes => tilesOf(hashes).filter(tile => tile.length === width).map(rootOf)
  let span = width
  for (let level = 1, hashes = above(leaves); hashes.length > 0; ++level, hashes = above(hashes), span *= width)
    tilesOf(hashes).forEach((tile, n) => {
      const path = tilePath(folder, level, n, tile.length)
      check(contents(path).equals(Buffer.concat(tile)), `${path} is not that of its leaves: entry ${n * width * span}`)
    })
  if (!existsSync(join(folder, 'tile', 'entries'))) return
  tilesOf(leaves).forEach((tile, n) => {
    const path = tilePath(folder, 'entries', n, tile.length)
    let data = contents(path)
    tile.forEach((hash, i) => {
      const index = n * width + i, what = `entry ${index}`
      const end = data.length < 2 ? Infinity : 2 + data.readUInt16BE()
      check(end <= data.length, `${path} is cut short: ${what}`)
      const leaf = data.subarray(2, end)
      check(leafHash(leaf).equals(hash), `${what}: its leaf does not have the hash in its tile`)
      checkPlace(what, leafOf(what, textOf(what, leaf)), head, index)
      data = data.subarray(end)
    })
    check(data.length === 0, `${path} has more than ${tile.length} entries`)
  })
}

// ZIP: stored and deflated entries, by the directory at the end

const crcTable = Uint32Array.from({length: 256}, (_, n) => {
  for (let bit = 0; bit < 8; ++bit) n = n & 1 ? 0xEDB88320 ^ (n >>> 1) : n >>> 1
  return n
})
const crc32 = data => {
  let crc = 0xFFFFFFFF
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xFF] ^ (crc >>> 8)
  return (crc ^ 0xFFFFFFFF) >>> 0
}

function unzip(path) {
  const zip = contents(path), files = new Map()
  const at = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  check(at >= 0 && at + 22 <= zip.length, `${path} is no ZIP file, or is cut short`)
  try {
    let entry = zip.readUInt32LE(at + 16)
    for (let left = zip.readUInt16LE(at + 10); left > 0; --left) {
      check(zip.readUInt32LE(entry) === 0x02014B50, `${path} has a damaged directory`)
      const flags = zip.readUInt16LE(entry + 8), method = zip.readUInt16LE(entry + 10)
      const crc = zip.readUInt32LE(entry + 16), packed = zip.readUInt32LE(entry + 20), size = zip.readUInt32LE(entry + 24)
      const local = zip.readUInt32LE(entry + 42), nameEnd = entry + 46 + zip.readUInt16LE(entry + 28)
      const name = textOf(`a name in ${path}`, zip.subarray(entry + 46, nameEnd))
      entry = nameEnd + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32)
      if (name.endsWith('/')) continue
      check(name !== '' && !name.startsWith('/') && !name.includes('\\') && !`/${name}/`.includes('/../'),
        `${path} has a name that no pack has: ${name}`)
      check(!files.has(name), `${path} has two files ${name}`)
      check((flags & 1) === 0 && (method === 0 || method === 8) && size <= fileBytesMax, `${path}: ${name} cannot be unpacked`)
      check(zip.readUInt32LE(local) === 0x04034B50, `${path} is damaged in ${name}`)
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const raw = zip.subarray(start, start + packed)
      const data = method === 0 ? raw : inflateRawSync(raw, {maxOutputLength: Math.max(1, size)})
      check(data.length === size && crc32(data) === crc, `${path} is damaged in ${name}`)
      files.set(name, data)
    }
  } catch (error) {
    if (error instanceof Bad) throw error
    bad(`${path} is damaged: ${error.message}`)
  }
  return files
}

// Packs

function linesOf(what, data) {
  const lines = textOf(what, data).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const categories = {identity: 'identity', form: 'application', answer: 'application', text: 'application',
  comments: 'evaluation', statement: 'evaluation', report: 'evaluation', minority_view: 'evaluation'}

// Private parts, by whose they are and of which category.
class Parts {
  open = new Map()
  erased = new Map()
  missing = []

  static of = (subject, category) => `${category} of ${subject}`

  // A part is of whoever gave the command; an identity of whom it identifies.
  static subject = (part, leaf, command) =>
    part === 'identity' && typeof command.person === 'string' ? command.person : leaf.actor

  take(what, part, isOpen, leaf, command) {
    const whose = Parts.of(Parts.subject(part, leaf, command), categories[part] ?? 'decision')
    if (isOpen) this.open.set(whose, what)
    else this.missing.push({whose, what: `${what}: part.${part}`, instanceSize: leaf.instance_size})
  }

  // An entry of the instance log destroys what was recorded before it.
  erase(n, events) {
    for (const {PersonalDataErased: erased} of Object.values(events).flat()) {
      for (const category of erased?.categories ?? []) {
        const whose = Parts.of(erased.person, category)
        this.erased.set(whose, [...this.erased.get(whose) ?? [], n])
        check(!this.open.has(whose),
          `${this.open.get(whose)}: what was erased under entry ${n} of the instance log is still there`)
      }
    }
  }

  // What is gone is erased where an entry says so, and else broken.
  finish() {
    for (const {whose, what, instanceSize} of this.missing)
      check(this.erased.get(whose)?.some(n => n >= instanceSize), `${what} is gone, and no entry says that it was erased`)
  }
}

const readingMembers = new Set(['log', 'index', 'size', 'kind', 'who', 'authenticated', 'object', 'what', 'rule', 'as_of', 'at',
  'previous'])
const isOfApplication = stream => stream.startsWith('application/')

// A pack of the whole call, or of one application: then each entry has a proof of its own, and what is between them is
// withheld.
class Pack {
  parts = new Parts()
  readings = []  // heads of chains of readings that stand in the instance log
  versions = new Map()  // of a pack of one application: of each stream, the newest
  newest = new Map()  // of each log
  registrySize = 0  // that something was decided on so far

  constructor(path, keys) {
    this.files = unzip(path)
    this.logs = new Map()
    this.file('keys.txt')
    if (this.files.has('application.json')) this.about = this.readAbout()
    const order = linesOf('order.txt', this.file('order.txt'))
    for (const log of order) if (!this.logs.has(log)) this.logs.set(log, this.readLog(log, keys))
    check([...this.logs.keys()].some(log => log.startsWith('calls/')), 'the pack has no entry of a call')
    const taken = new Map()
    for (const log of order) {
      const n = taken.get(log) ?? 0
      taken.set(log, n + 1)
      check(n < this.logs.get(log).entries.length, `order.txt names more entries of ${log} than there are`)
      this.checkEntry(log, n, taken.get('instance') ?? 0)
    }
    for (const [log, n] of taken)
      check(n === this.logs.get(log).entries.length, `order.txt names fewer entries of ${log} than there are`)
    this.parts.finish()
    if (this.about) this.checkVersions()
    for (const log of this.logs.keys()) this.about ? this.checkSomeReadings(log) : this.checkReadings(log)
  }

  readAbout() {
    const name = 'application.json', about = objectOf(name, textOf(name, this.file(name)))
    return {stream: `application/${textIn(name, about, 'application')}`, log: `calls/${textIn(name, about, 'call')}`,
      versions: versionsOf(name, memberIn(name, about, 'versions'))}
  }

  // Whether an entry is about another application than the pack.
  isWithheld = stream => isOfApplication(stream) && stream !== this.about.stream

  // No entry of the application, the call, or whoever took part is missing between others.
  checkOrder(what, log, index, streams) {
    check(!(this.newest.get(log) >= index), `${what}: comes after entry ${this.newest.get(log)}`)
    this.newest.set(log, index)
    for (const [stream, version] of Object.entries(streams)) {
      const next = (this.versions.get(stream) ?? 0) + 1
      check(this.isWithheld(stream) ? version >= next : version === next,
        `${what}: has version ${version} of ${stream}, where ${next} belongs`)
      this.versions.set(stream, version)
    }
  }

  checkVersions() {
    check(this.logs.has(this.about.log), 'application.json is of a call that is not in the pack')
    check(this.versions.has(this.about.stream), 'application.json is of an application that is not in the pack')
    for (const [stream, version] of this.versions)
      check(this.isWithheld(stream) || this.about.versions[stream] === version,
        `${stream} ends at version ${version}, and application.json says another`)
    for (const stream of Object.keys(this.about.versions))
      check(this.versions.has(stream), `application.json names ${stream}, of which there is no entry`)
  }

  // The hash of a line that is right in itself.
  readingHash(what, log, kept) {
    const line = memberIn(what, kept, 'line')
    check(Object.keys(kept).length === 2 && Object.keys(line).every(name => readingMembers.has(name)) &&
      ['reading', 'refusal'].includes(line.kind), `${what}: is no line of who read what`)
    check(line.log === log, `${what}: is of another log`)
    const hash = sha256('atranka/access/v1\0', canonical(line)).toString('hex')
    check(textIn(what, kept, 'hash') === hash, `${what}: does not have its hash`)
    return hash
  }

  // Of one application: its own lines, those that are neighbours in the chain following from one another.
  checkSomeReadings(log) {
    const name = `logs/${log}/readings.jsonl`
    let before
    for (const [n, text] of (this.files.has(name) ? linesOf(name, this.file(name)) : []).entries()) {
      const kept = objectOf(`${name}:${n + 1}`, text), line = memberIn(name, kept, 'line')
      const index = numberIn(`${name}:${n + 1}`, line, 'index', 0), what = `${log} reading ${index}`
      const hash = this.readingHash(what, log, kept)
      check(line.object === this.about.stream, `${what}: is of something else than the pack`)
      check(before === undefined || index > before.index && line.size >= before.size, `${what}: is not where it belongs`)
      check(index === 0 ? !('previous' in line) : isHex(line.previous ?? '', 32), `${what}: names no line before it`)
      check(before?.index !== index - 1 || line.previous === before.hash, `${what}: does not follow from the one before it`)
      before = {index, hash, size: numberIn(what, line, 'size', 0)}
    }
  }

  // Who read what: each line follows from the one before it, up to every head that the instance log has.
  checkReadings(log) {
    const name = `logs/${log}/readings.jsonl`, hashes = []
    let size = 0
    for (const [n, text] of (this.files.has(name) ? linesOf(name, this.file(name)) : []).entries()) {
      const what = `${log} reading ${n}`, kept = objectOf(what, text), line = memberIn(what, kept, 'line')
      check(line.log === log && line.index === n, `${what}: is not where it belongs`)
      check(line.previous === hashes.at(-1), `${what}: does not follow from the one before it`)
      hashes.push(this.readingHash(what, log, kept))
      check(numberIn(what, line, 'size', 0) >= size, `${what}: saw fewer entries than the one before it`)
      size = line.size
    }
    for (const anchor of this.readings)
      check(anchor.name !== log || hashes[anchor.size - 1] === anchor.hash,
        `${anchor.what}: the head of ${anchor.size} readings of ${log} that stands in it is not that of the chain`)
  }

  file(name) {
    return this.files.get(name) ?? bad(`the pack has no ${name}`)
  }

  readLog(log, keys) {
    const name = `logs/${log}`
    const head = headOf(`${name}/checkpoint`, this.file(`${name}/checkpoint`), keys)
    check(head.place.endsWith(`/${log}`), `${name}/checkpoint is of ${head.origin}`)
    const entries = linesOf(name, this.file(`${name}/entries.jsonl`))
      .map((line, n) => objectOf(`${log} entry ${n}`, line))
    const hashes = entries.map((entry, n) => leafHash(textIn(`${log} entry ${n}`, entry, 'leaf')))
    if (this.about) {
      const places = entries.map((entry, n) => numberIn(`${name}/entries.jsonl:${n + 1}`, entry, 'index', 0))
      return {head, entries, hashes, places, proofs: this.proofsOf(log, places)}
    }
    check(hashes.length === head.size && rootOf(hashes).equals(head.root),
      `${name}: its ${hashes.length} leaves do not give the head of ${head.size} that was signed`)
    return {head, entries, hashes, places: entries.map((_, n) => n), proofs: proved(hashes).proofs}
  }

  // A line an entry, in their order.
  proofsOf(log, places) {
    const name = `logs/${log}/proofs.jsonl`, lines = linesOf(name, this.file(name))
    check(lines.length === places.length, `${name} has ${lines.length} proofs of ${places.length} entries`)
    return lines.map((line, n) => {
      const what = `${log} entry ${places[n]}: its proof`, proof = objectOf(what, line)
      check(proof.index === places[n] && Array.isArray(proof.proof), `${what} is of another entry`)
      return proof.proof.map(hash => {
        check(typeof hash === 'string' && isHex(hash, 32), `${what} has something that is no hash`)
        return Buffer.from(hash, 'hex')
      })
    })
  }

  // A large fact that lies beside the leaf.
  beside(what, hash) {
    const data = this.file(`beside/${hash}.json`)
    check(sha256(data).toString('hex') === hash, `${what}: beside/${hash}.json does not have this hash`)
    return textOf(what, data)
  }

  // The n-th of the log in the pack, after so many of the instance.
  checkEntry(log, n, instanceSize) {
    const {head, entries, hashes, places, proofs} = this.logs.get(log)
    const index = places[n], what = `${log} entry ${index}`, entry = entries[n]
    const text = name => textIn(what, entry, name)
    const leaf = leafOf(what, text('leaf'))
    check(includes(head, index, hashes[n], proofs[n]), `${what}: its leaf is not there under the head that was signed`)
    checkPlace(what, leaf, head, index)
    check(text('leaf_hash') === hashes[n].toString('hex'), `${what}: its leaf does not have its hash`)
    check(entry.index === index, `${what}: is not where it belongs`)
    check(text('type') === leaf.type && text('at') === leaf.at,
      `${what}: is said to be of another type or instant than its leaf says`)
    if (!this.about)
      check(leaf.instance_size <= instanceSize,
        `${what}: was decided on ${leaf.instance_size} entries of the instance, and only ${instanceSize} come before it`)
    else if (log === 'instance')
      check(index >= this.registrySize, `${what}: comes after a decision on ${this.registrySize} entries of the instance`)
    else
      this.registrySize = Math.max(this.registrySize, leaf.instance_size)
    checkCommitment(what, leaf, 'command', text('command_salt'), text('command'))
    checkCommitment(what, leaf, 'events', text('events_salt'), text('events'))
    const recorded = objectOf(`${what}: its command`, text('command'))
    check(recorded.id === text('id'), `${what}: its command has another id`)
    const command = memberIn(what, memberIn(what, recorded, 'command'), leaf.type)
    const events = objectOf(`${what}: its events`, text('events'))
    this.checkEpoch(what, leaf, this.logs.get(log), this.about && log === 'instance')
    check(Array.isArray(entry.parts) && entry.parts.every(isObject), `${what} has no parts`)
    const open = new Set(entry.parts.map(part => {
      const name = `part.${textIn(what, part, 'name')}`
      checkCommitment(what, leaf, name, textIn(what, part, 'salt'), textIn(what, part, 'payload'))
      check(part.subject === Parts.subject(part.name, leaf, command),
        `${what}: ${name} is said to be of another person than it is`)
      return name
    }))
    // Of a pack of one application others' parts are withheld.
    const isOwn = !this.about || this.about.stream in memberIn(what, entry, 'streams')
    for (const name of Object.keys(leaf.commit ?? {}))
      if (name.startsWith('part.') && (isOwn || open.has(name)))
        this.parts.take(what, name.slice('part.'.length), open.has(name), leaf, command)
    if (log === 'instance') {
      this.parts.erase(index, events)
      if (leaf.type === 'AnchorHeads' && 'heads' in command) this.checkAnchors(what, memberIn(what, command, 'heads'))
      if (leaf.type === 'AnchorHeads' && 'readings' in command)
        for (const [name, head] of Object.entries(memberIn(what, command, 'readings')))
          this.readings.push({what, name, size: numberIn(what, head, 'size', 1), hash: textIn(what, head, 'hash')})
    }
    let named = leaf.streams
    for (const [name, hash] of Object.entries(leaf.beside ?? {})) {
      const document = this.beside(what, hash)
      if (name === 'streams') named = versionsOf(what, objectOf(`${what}: its streams`, document))
    }
    if (leaf.definition !== undefined) this.beside(what, leaf.definition)
    const streams = versionsOf(what, memberIn(what, entry, 'streams'))
    check(canonical(streams) === canonical(named), `${what}: its streams are others than its leaf names`)
    if (this.about) this.checkOrder(what, log, index, streams)
  }

  // The last part of an origin; it rises with an entry that says so, which may be withheld.
  checkEpoch(what, leaf, log, maySkip) {
    const epoch = count(leaf.log.slice(leaf.log.lastIndexOf('/') + 1)), before = log.epoch ?? 1
    check(leaf.type === 'OpenEpoch' ? epoch > before : maySkip ? epoch >= before : epoch === before,
      `${what}: its leaf is written in epoch ${epoch}, after epoch ${before}`)
    log.epoch = epoch
  }

  // Heads of other logs that stand in the instance log; of those that the pack has.
  checkAnchors(what, heads) {
    if (this.about) return
    for (const [name, head] of Object.entries(heads)) {
      const log = this.logs.get(name)
      check(log === undefined || head.size <= log.hashes.length &&
        rootOf(log.hashes.slice(0, head.size)).toString('hex') === head.root,
      `${what}: the head of ${head.size} entries of ${name} that stands in it is not that of the log`)
    }
  }

  logOf(head) {
    return [...this.logs.values()].find(log => log.head.place === head.place) ?? bad(`the pack has no log ${head.origin}`)
  }

  checkHead(file, keys) {
    const old = headOf(file, contents(file), keys), log = this.logOf(old)
    check(old.size <= log.head.size, `${old.origin} had ${old.size} entries, and the pack has ${log.head.size}`)
    if (this.about)  // the leaves between are withheld
      return check(old.size < log.head.size || old.root.equals(log.head.root), `${old.origin}: has another root`)
    check(old.size === 0 || isConsistent(old, log.head, consistency(old.size, log.hashes)),
      `${old.origin}: the pack is not grown from its head of ${old.size} entries`)
  }

  checkReceipt(file, keys) {
    const receipt = receiptOf(file, contents(file), keys, []), log = this.logOf(receipt.head)
    const n = log.places.indexOf(receipt.index)
    check(this.about && n < 0 || log.entries[n]?.leaf === receipt.leaf,
      `${receipt.head.origin} entry ${receipt.index} is another one in the pack`)
  }
}

// `ok`, or why not.
function judged([kind, file, key, ...more]) {
  const all = option => more.filter((_, i) => i % 2 === 1 && more[i - 1] === option)
  try {
    const keys = keysOf(key)
    if (kind === 'receipt') {
      receiptOf('receipt', contents(file), keys, all('--open'))
    } else if (kind === 'tiles') {
      checkTiles(file, keys)
    } else if (kind === 'pack') {
      const pack = new Pack(file, keys)
      for (const head of all('--head')) pack.checkHead(head, keys)
      for (const receipt of all('--receipt')) pack.checkReceipt(receipt, keys)
    } else {
      bad(`there is no kind of evidence ${kind}`)
    }
    return 'ok'
  } catch (error) {
    if (!(error instanceof Bad)) throw error
    return `bad: ${error.message}`
  }
}

const words = process.argv.slice(2)
if (words[0] === '-') {
  // Many at once: a JSON list of words a line.
  for await (const line of createInterface({input: process.stdin})) console.log(judged(JSON.parse(line)))
} else if (words.length < 3 || words.length % 2 === 0) {
  console.error('usage: verify receipt|tiles|pack FILE KEY [--open PART=FILE] [--head FILE] [--receipt FILE]\n' +
    '       verify -    for a JSON list of such words a line on standard input')
  process.exitCode = 2
} else {
  const answer = judged(words)
  console.log(answer)
  process.exitCode = answer === 'ok' ? 0 : 1
}
