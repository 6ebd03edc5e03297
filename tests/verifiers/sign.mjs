// sign KEYFILE: reads [{"name": …, "text": …}, …] on standard input, and prints a JSON list with the signature line of
// each, as a holder of the instance's key could make it: of true texts and of false ones.
import {createHash, createPrivateKey, createPublicKey, sign} from 'node:crypto'
import {readFileSync} from 'node:fs'

const seed = Buffer.from(readFileSync(process.argv[2], 'utf8').trim().split('+').slice(4).join('+'), 'base64').subarray(1)
// RFC 8410: an Ed25519 key in DER.
const key = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8'})
const publicBytes = createPublicKey(key).export({format: 'der', type: 'spki'}).subarray(-32)

const line = ({name, text}) => {
  const id = createHash('sha256').update(`${name}\n\x01`).update(publicBytes).digest().subarray(0, 4)
  return `— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString('base64')}\n`
}
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(line)))
