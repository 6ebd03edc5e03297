#!/usr/bin/env node
// A witness of logs: keeps the newest head of each that it was shown, and cosigns one only where the log grew from it.
//
//   witness.mjs --listen 127.0.0.1:8150 --name audit.example/w1 --key w1.key --state w1.json --log mita.pub
//
// --key    its own key; made where there is none, for its owner alone to read
// --state  the newest head of each log; whoever loses it has to start a witness of another name
// --log    the public key of an instance, or a file with some, a line each; it holds for all logs of that name. May be
//          given again
// It prints its public key and where it listens, and serves C2SP tlog-witness's add-checkpoint. It needs Node alone, and
// has nothing of Atranka's in it: a witness that runs the log's own code would believe the log's own mistakes.
//
// Source: C2SP tlog-witness, tlog-cosignature (cosignature/v1), tlog-checkpoint, signed-note; RFC 9162 §2.1.4.2.
import {createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify as isSigned} from 'node:crypto'
import {chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync} from 'node:fs'
import {createServer} from 'node:http'
import {dirname} from 'node:path'

const bodyBytesMax = 300 * 1024, proofLengthMax = 63, signaturesMax = 16
const typeEd25519 = 1, typeCosignature = 4

function stop(line) {
  console.error(`witness: ${line}`)
  process.exit(64)
}

// What is answered to a request that is refused.
class Refused extends Error {
  constructor(status, body, type = 'text/plain; charset=utf-8') {
    super(body)
    Object.assign(this, {status, type})
  }
}
const check = (holds, status, why) => { if (!holds) throw new Refused(status, `${why}\n`) }

const sha256 = (...pieces) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)
const keyId = (name, type, key) => sha256(name, '\n', Buffer.of(type), key).subarray(0, 4)
const isName = name => name !== '' && !/[\p{White_Space}+]/u.test(name)
const spelled = (name, type, key) =>
  `${name}+${keyId(name, type, key).toString('hex')}+${Buffer.concat([Buffer.of(type), key]).toString('base64')}`

function unbase64(text) {
  const data = Buffer.from(text, 'base64')
  return data.toString('base64') === text ? data : undefined
}

function count(text) {
  const n = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(n) ? n : undefined
}

// Whole and on the disk when it returns: under another name first.
function persist(path, text, mode = 0o600) {
  const next = `${path}.new`
  const file = openSync(next, 'w', mode)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(next, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

// Keys

// RFC 8410: what stands before an Ed25519 key in DER.
const publicKey = bytes =>
  createPublicKey({key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes]), format: 'der', type: 'spki'})
const privateKey = seed => createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8'})

function ownKey(path, name) {
  if (!existsSync(path)) {
    if (name === undefined || !isName(name)) stop('--name is wanted, without blanks and plus signs, to make a key')
    const seed = generateKeyPairSync('ed25519').privateKey.export({format: 'der', type: 'pkcs8'}).subarray(-32)
    const bytes = createPublicKey(privateKey(seed)).export({format: 'der', type: 'spki'}).subarray(-32)
    const id = keyId(name, typeCosignature, bytes).toString('hex')
    persist(path, `PRIVATE+KEY+${name}+${id}+${Buffer.concat([Buffer.of(typeCosignature), seed]).toString('base64')}\n`)
    chmodSync(path, 0o600)
  }
  if ((statSync(path).mode & 0o077) !== 0) stop(`others can read ${path}: chmod 600 it`)
  const parts = readFileSync(path, 'utf8').trim().split('+')
  const data = unbase64(parts.slice(4).join('+'))
  if (parts[0] !== 'PRIVATE' || parts[1] !== 'KEY' || data?.length !== 33 || data[0] !== typeCosignature)
    stop(`${path} is damaged: it is not one line PRIVATE+KEY+name+id+base64`)
  if (name !== undefined && name !== parts[2]) stop(`${path} is the key of ${parts[2]}, not of ${name}`)
  const secret = privateKey(data.subarray(1))
  const bytes = createPublicKey(secret).export({format: 'der', type: 'spki'}).subarray(-32)
  return {name: parts[2], secret, bytes, id: keyId(parts[2], typeCosignature, bytes)}
}

function logKeys(named) {
  const keys = []
  for (const one of named)
    for (const line of (existsSync(one) ? readFileSync(one, 'utf8') : one).split('\n')) {
      if (line === '') continue
      const [name, id, ...rest] = line.split('+')
      const data = unbase64(rest.join('+'))
      if (!isName(name) || data?.length !== 33 || data[0] !== typeEd25519 ||
        keyId(name, typeEd25519, data.subarray(1)).toString('hex') !== id) stop(`${one}: no public key of a log`)
      keys.push({name, bytes: data.subarray(1)})
    }
  if (keys.length === 0) stop('--log is wanted: the public key of an instance')
  return keys
}

// Requests

function readRequest(body) {
  let text
  try {
    text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(body)
  } catch {
    check(false, 400, 'this is not UTF-8')
  }
  check(!/[\x00-\x09\x0b-\x1f]/.test(text) && text.endsWith('\n'), 400, 'these are no lines')
  const end = text.indexOf('\n\n')
  check(end >= 0, 400, 'no empty line is before the checkpoint')
  const [first, ...hashes] = text.slice(0, end).split('\n')
  const old = first.startsWith('old ') ? count(first.slice(4)) : undefined
  check(old !== undefined, 400, 'the first line is not `old` and a size')
  check(hashes.length <= proofLengthMax, 400, 'the proof is too long')
  const proof = hashes.map(unbase64)
  check(proof.every(hash => hash?.length === 32), 400, 'a line of the proof is no hash in base64')
  return {old, proof, ...readCheckpoint(text.slice(end + 2))}
}

function readCheckpoint(message) {
  const split = message.lastIndexOf('\n\n')
  check(split >= 0, 400, 'the checkpoint has no signatures')
  const text = message.slice(0, split + 1), lines = message.slice(0, split).split('\n')
  check(lines.length >= 3 && !lines.includes(''), 400, 'a checkpoint has three lines at least, and no empty one')
  const origin = lines[0], size = count(lines[1]), root = unbase64(lines[2])
  check(size !== undefined && root?.length === 32, 400, 'the checkpoint has no size or no root')
  check(size > 0 || root.equals(sha256()), 400, 'the root is not that of an empty tree')
  const signatures = message.slice(split + 2).split('\n').slice(0, -1).map(line => {
    const [dash, name, ...rest] = line.split(' ')
    const bytes = unbase64(rest.join(' '))
    check(dash === '—' && isName(name ?? '') && bytes?.length > 4, 400, 'a line of the checkpoint is no signature')
    return {name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4)}
  })
  check(signatures.length > 0 && signatures.length <= signaturesMax, 400, 'a checkpoint has 1 to 16 signatures')
  return {text, origin, size, root, signatures}
}

// Numbers may be above 2^31, so that they are halved and not shifted.
const half = n => Math.floor(n / 2)
const isOdd = n => n % 2 === 1

function isConsistent(old, head, proof) {
  if (old.size === 0) return proof.length === 0
  if (old.size === head.size) return proof.length === 0 && old.root.equals(head.root)
  const path = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : proof
  if (proof.length === 0) return false
  let fn = old.size - 1, sn = head.size - 1
  while (isOdd(fn)) fn = half(fn), sn = half(sn)
  let fr = path[0], sr = path[0]
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

// Without a pause from looking at the newest head to having kept the next: two requests cannot come between each other.
function addCheckpoint(body, {key, logs, state, statePath}) {
  const asked = readRequest(body)
  const known = logs.filter(log => asked.origin === log.name || asked.origin.startsWith(`${log.name}/`))
  check(known.length > 0, 404, `the log ${asked.origin} is not known here`)
  let isTrusted = false
  for (const {name, id, bytes} of asked.signatures)
    for (const log of known) {
      if (name !== asked.origin || !id.equals(keyId(name, typeEd25519, log.bytes))) continue
      check(bytes.length === 64 && isSigned(null, Buffer.from(asked.text), publicKey(log.bytes), bytes), 403,
        'the signature does not fit the checkpoint')
      isTrusted = true
    }
  check(isTrusted, 403, 'no key that is trusted here has signed the checkpoint')
  check(asked.old <= asked.size, 400, 'the old size is larger than the new one')

  const kept = state.get(asked.origin)
  const old = kept === undefined ? {size: 0} : {size: kept.size, root: Buffer.from(kept.root, 'base64')}
  const conflict = () => new Refused(409, `${old.size}\n`, 'text/x.tlog.size')
  if (asked.old !== old.size) throw conflict()
  if (old.size > 0 && old.size === asked.size && !old.root.equals(asked.root)) throw conflict()
  check(isConsistent(old, asked, asked.proof), 422, `the log did not grow from the head of ${old.size} that is known here`)

  state.set(asked.origin, {size: asked.size, root: asked.root.toString('base64')})
  try {
    persist(statePath, JSON.stringify(Object.fromEntries([...state].sort()), null, 1) + '\n')
  } catch (error) {
    kept === undefined ? state.delete(asked.origin) : state.set(asked.origin, kept)
    throw error
  }
  const seconds = Math.floor(Date.now() / 1000), time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${asked.text}`), key.secret)
  return `— ${key.name} ${Buffer.concat([key.id, time, signature]).toString('base64')}\n`
}

function readState(path) {
  if (!existsSync(path)) return new Map()
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))))
  } catch (error) {
    return stop(`${path} is damaged: ${error.message}; nothing may be cosigned without it`)
  }
}

const options = {log: []}
for (let i = 2; i < process.argv.length; i += 2) {
  const name = process.argv[i].replace(/^--/, ''), value = process.argv[i + 1]
  if (!['listen', 'name', 'key', 'state', 'log'].includes(name) || value === undefined)
    stop('witness.mjs --listen HOST:PORT --name NAME --key FILE --state FILE --log KEY [--log KEY …]')
  name === 'log' ? options.log.push(value) : options[name] = value
}
for (const name of ['listen', 'key', 'state']) if (options[name] === undefined) stop(`--${name} is wanted`)
const world = {
  key: ownKey(options.key, options.name), logs: logKeys(options.log), state: readState(options.state), statePath: options.state}

const server = createServer((request, response) => {
  const pieces = []
  let size = 0
  const answer = (status, body, type) => {
    response.writeHead(status, {'Content-Type': type, 'Content-Length': Buffer.byteLength(body)})
    response.end(body)
  }
  request.on('data', piece => { if ((size += piece.length) <= bodyBytesMax) pieces.push(piece) })
  request.on('end', () => {
    try {
      check(new URL(request.url, 'http://witness').pathname.endsWith('/add-checkpoint'), 404, 'only add-checkpoint is here')
      check(request.method === 'POST', 405, 'checkpoints are posted')
      check(size <= bodyBytesMax, 413, 'a request has at most 300 KiB')
      answer(200, addCheckpoint(Buffer.concat(pieces), world), 'text/plain; charset=utf-8')
    } catch (error) {
      if (!(error instanceof Refused)) console.error(`witness: ${error.stack}`)
      error instanceof Refused ? answer(error.status, error.message, error.type)
        : answer(500, 'the head could not be kept\n', 'text/plain; charset=utf-8')
    }
  })
})
const at = options.listen.lastIndexOf(':')
const host = options.listen.slice(0, at), port = Number(options.listen.slice(at + 1))
if (at < 1 || !Number.isInteger(port)) stop('--listen is HOST:PORT, such as 127.0.0.1:8150')
server.on('error', error => stop(`cannot listen at ${options.listen}: ${error.message}`))
server.listen(port, host, () => {
  console.log(spelled(world.key.name, typeCosignature, world.key.bytes))
  console.log(`listening at http://${host}:${server.address().port}`)
})
