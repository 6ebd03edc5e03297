// The Set-Cookie lines of an answer, where Debian's Node.js 18 has no getSetCookie.
export const cookiesOf = (headers) =>
    headers.getSetCookie?.() ?? (headers.get('set-cookie') ?? '').split(/, (?=[^;,\s]+=)/).filter(Boolean);
