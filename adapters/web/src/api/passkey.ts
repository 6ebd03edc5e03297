// Passkeys: between the browser's own dialog and the API, whose bytes are base64url.
// Source: Web Authentication Level 2.

import { atranka, reached } from './atranka';

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
const text = (buffer: ArrayBuffer): string =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

export const hasPasskeys = typeof PublicKeyCredential !== 'undefined';
// ES256, EdDSA, RS256: what the server verifies.
const algorithms = [-7, -8, -257];

// Nothing where the person closed the browser's dialog.
export async function assertion(): Promise<{ id: string; client_data: string; authenticator_data: string; signature: string } | undefined> {
    const begun = await reached(atranka.http.POST('/session/passkey/challenge', {}));
    const challenge = bytes(begun.data?.challenge ?? '');
    const got = await navigator.credentials.get({
        publicKey: { challenge, rpId: location.hostname, userVerification: 'required' },
    }).catch(dismissed);
    if (!(got instanceof PublicKeyCredential)) return undefined;
    const response = got.response as AuthenticatorAssertionResponse;
    return {
        id: got.id, client_data: text(response.clientDataJSON),
        authenticator_data: text(response.authenticatorData), signature: text(response.signature),
    };
}

export async function signInByPasskey(): Promise<boolean> {
    const shown = await assertion();
    if (shown) await reached(atranka.http.POST('/session/passkey', { body: shown }));
    return shown !== undefined;
}

export async function addPasskey(name: string): Promise<boolean> {
    const offer = (await reached(atranka.http.POST('/account/passkeys/offer', {}))).data;
    if (!offer) return false;
    const made = await navigator.credentials.create({
        publicKey: {
            challenge: bytes(offer.challenge), rp: { id: offer.site, name: 'Atranka' },
            user: { id: bytes(offer.user), name: offer.login, displayName: offer.login },
            pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
            excludeCredentials: offer.known.map((id) => ({ type: 'public-key' as const, id: bytes(id) })),
            authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        },
    }).catch(dismissed);
    if (!(made instanceof PublicKeyCredential)) return false;
    const response = made.response as AuthenticatorAttestationResponse;
    await reached(atranka.http.POST('/account/passkeys', { body: {
        name, client_data: text(response.clientDataJSON), authenticator_data: text(response.getAuthenticatorData()),
        algorithm: response.getPublicKeyAlgorithm(),
    } }));
    return true;
}

// Closing the dialog, or letting it time out, is an answer and no failure.
function dismissed(thrown: unknown): null {
    if (thrown instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(thrown.name)) return null;
    throw thrown;
}
