/** Ed25519 keys of people: the public half as SPKI in base64 (configuration), the private one as a PEM file. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AshiatoError } from '../../core/model/errors.ts';

/** False for whatever is no such key or signature. */
export function isSignedBy(key: string, text: string, signature: string): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    if (publicKey.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** Signs with the private key in a PEM file, and says which public key that is. */
export function signWith(path: string, text: string): { readonly key: string; readonly signature: string } {
  const privateKey = readPrivate(path);
  return {
    key: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64'),
    signature: sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}

function readPrivate(path: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch {
    // Said below, without what was in the file.
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new AshiatoError('E_LIST_SIGNATURE', 'the file holds no Ed25519 private key', {
    where: path,
    next: 'Make one: openssl genpkey -algorithm ed25519 -out key.pem',
  });
}
