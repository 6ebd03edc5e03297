// SHA-256 of bytes put together, and bytes as they are written.
// Source: WebCrypto, in the browser itself.

export type Bytes = Uint8Array<ArrayBuffer>;
export const utf8 = new TextEncoder();

export function hex(bytes: Uint8Array): string {
    return [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
    const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}
