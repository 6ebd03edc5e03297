// All reviews of one expert in a call, each with its draft.

import { useEffect, useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import { onChange } from '../api/changes';
import type { Typed } from '../form/values';
import { isWriting, typedOf, type OwnReview } from './scoring';

const at_once = 6;

// Answers the new draft's ETag. Refused where another window saved meanwhile.
export async function saveDraft(review: OwnReview, draft: Typed): Promise<string | null> {
    const match: Record<string, string> = review.draftTag === null ? { 'If-None-Match': '*' } : { 'If-Match': review.draftTag };
    const { response } = await reached(atranka.http.PUT('/applications/{application}/draft', {
        params: { path: { application: review.application } }, body: draft as Record<string, never>, headers: match,
    }));
    return response.headers.get('etag');
}

async function readOne(application: string, step: string, me: string): Promise<OwnReview> {
    const path = { params: { path: { application } } };
    const { body: told, etag } = await reached(atranka.see('/applications/{application}', path));
    const own = told.state?.reviews?.[step]?.assignments?.[me];
    const stage = own?.stage ?? '';
    // A review that was reopened begins with what was submitted.
    let draft = typedOf(own?.scores, (told.wording?.comments ?? []).find((one) => one.step === step && one.expert === me)?.texts);
    let draftTag: string | null = null;
    if (isWriting(stage) && told.state?.step === step) {
        try {
            const kept = await reached(atranka.see('/applications/{application}/draft', path));
            draft = kept.body as Typed;
            draftTag = kept.etag;
        } catch (thrown) {
            const why = failure(thrown);
            if (!('status' in why) || why.status !== 404) throw thrown;
        }
    }
    return { application, step, stage, told, etag, draft, draftTag };
}

export function useReviews(call: string, me: string): { reviews: readonly OwnReview[] | undefined; failed: Problem | Unreached | undefined; again: () => void; replace: (one: OwnReview) => void } {
    const [reviews, setReviews] = useState<readonly OwnReview[]>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let isWanted = true;
        const read = async (): Promise<void> => {
            try {
                const { body } = await reached(atranka.see('/calls/{call}/reviews', { params: { path: { call } } }));
                const rows = body.items.filter((row) => row.expert === me);
                const found: OwnReview[] = [];
                for (let from = 0; from < rows.length; from += at_once)
                    found.push(...await Promise.all(rows.slice(from, from + at_once).map((row) => readOne(row.application ?? '', row.step ?? '', me))));
                if (isWanted) { setReviews(found); setFailed(undefined); }
            } catch (thrown) {
                if (isWanted) setFailed(failure(thrown));
            }
        };
        void read();
        return () => { isWanted = false; };
    }, [call, me, turn]);
    const again = (): void => setTurn((before) => before + 1);
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const later = (): void => { timer ??= setTimeout(() => { timer = undefined; again(); }, 2000); };
        const stop = onChange(later, later);
        return () => { stop(); clearTimeout(timer); };
    }, []);
    return { reviews, failed, again, replace: (one) => setReviews((before) => before?.map((each) => (each.application === one.application && each.step === one.step ? one : each))) };
}
