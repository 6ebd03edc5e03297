import { useEffect, useState } from 'preact/hooks';
import type { CommandName, Members } from '../api/atranka';
import { useCommand } from '../api/command';
import { useView } from '../api/view';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Refusal } from '../components/errors';
import { Details } from '../components/tabs';
import { useWords, type Key } from '../i18n/words';

// What moves a whole call or a round on, and has no page of its own.
const ofCall = ['PublishCall', 'OpenCall', 'CloseCall', 'EvaluateCall', 'DecideCall', 'ArchiveCall', 'ConfirmChange'] as const;
const ofRound = ['OpenRound', 'CloseRound'] as const;
type OfCall = (typeof ofCall)[number];
type OfRound = (typeof ofRound)[number];
interface Chosen { readonly command: OfCall | OfRound; readonly round?: string }

// The stage in which a command can be given: what is never accepted there is not offered.
const stages: Readonly<Record<OfCall | OfRound, readonly string[]>> = {
    PublishCall: ['drafted'], OpenCall: ['published'], CloseCall: ['open'], EvaluateCall: ['closed'], DecideCall: ['evaluating'],
    ArchiveCall: ['decided'], ConfirmChange: [], OpenRound: ['planned'], CloseRound: ['open'],
};

export function CallActions({ call, again }: { call: string; again: () => void }) {
    const { t } = useWords();
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const [chosen, choose] = useState<Chosen>();
    if (told.looked.is !== 'shown') return null;
    const { body } = told.looked;
    const may = (command: string): boolean => (body.commands ?? []).includes(command);
    const isChanging = body.change !== undefined;
    const offered: Chosen[] = [
        ...ofCall.filter((one) => may(one) && (one === 'ConfirmChange' ? isChanging : stages[one].includes(body.stage ?? ''))).map((command) => ({ command })),
        ...(body.rounds ?? []).flatMap((round) => ofRound
            .filter((one) => may(one) && body.stage === 'open' && stages[one].includes(round.stage ?? ''))
            .map((command) => ({ command, round: round.id ?? '' }))),
    ];
    if (offered.length === 0) return null;
    return (
        <section class="next" aria-label={t('officer.call_actions')}>
            <div class="actions">
                {offered.map((one) => (
                    <Button key={`${one.command} ${one.round ?? ''}`} kind="secondary" onPress={() => choose(one)}>
                        {t(`officer.do_${one.command}` as Key, { round: one.round ?? '' })}
                    </Button>
                ))}
            </div>
            {chosen && <Give call={call} chosen={chosen} onClose={() => { choose(undefined); again(); told.again(); }} />}
        </section>
    );
}

// What was proven of the definition: whoever publishes confirms it by the hash of its report.
function Proven({ call, onReport }: { call: string; onReport: (report: string) => void }) {
    const { t, count } = useWords();
    const { looked } = useView('/calls/{call}/proof', { call });
    const report = looked.is === 'shown' ? looked.body.report : '';
    useEffect(() => onReport(report), [report]);
    if (looked.is === 'refused') return <Refusal why={looked.why} />;
    if (looked.is === 'loading') return <p class="govuk-body" role="status">{t('officer.proof_is_made')}</p>;
    const { findings, on_purpose, if_roles_change, undecided } = looked.body.proven;
    const noted = [
        ...on_purpose.map((one) => ({ head: t('officer.proof_on_purpose', { code: one.code }), text: `${one.message} ${one.because}` })),
        ...if_roles_change.map((text) => ({ head: t('officer.proof_if_roles_change'), text })),
        ...undecided.map((text) => ({ head: t('officer.proof_undecided'), text })),
    ];
    return (
        <>
            <p class="govuk-body">{findings.length === 0 ? t('officer.proof_clean') : count('officer.proof_findings', findings.length)}</p>
            <ul class="govuk-list govuk-list--bullet">
                {findings.map((one) => (
                    <li key={`${one.code} ${one.path}`}>
                        <strong>{t(one.severity === 'error' ? 'officer.proof_error' : 'officer.proof_warning', { code: one.code })}</strong>
                        {' '}<span lang="en">{one.message} {one.mend}</span>
                    </li>
                ))}
            </ul>
            {noted.length > 0 && (
                <Details summary={count('officer.proof_noted', noted.length)}>
                    <ul class="govuk-list govuk-list--bullet">
                        {noted.map((one) => <li key={one.text}><strong>{one.head}</strong>{' '}<span lang="en">{one.text}</span></li>)}
                    </ul>
                </Details>
            )}
            <p class="govuk-body">{t('officer.proof_report')} <code class="hash">{report}</code></p>
        </>
    );
}

function Give({ call, chosen, onClose }: { call: string; chosen: Chosen; onClose: () => void }) {
    const { t } = useWords();
    const { give, busy, failed } = useCommand(chosen.command as CommandName);
    const [report, setReport] = useState('');
    const publishes = chosen.command === 'PublishCall';
    const round = chosen.round ?? '';
    const members = { call, ...(chosen.round === undefined ? {} : { round }), ...(publishes ? { report } : {}) } as Members<CommandName>;
    return (
        <Confirm
            title={t(`officer.do_${chosen.command}` as Key, { round })} action={t(`officer.do_${chosen.command}` as Key, { round })} busy={busy || (publishes && report === '')} failed={failed}
            onClose={onClose} onConfirm={async () => { if (await give(members)) onClose(); }}
        >
            <p class="govuk-body">{t(`officer.means_${chosen.command}` as Key, { round })}</p>
            {publishes && <Proven call={call} onReport={setReport} />}
        </Confirm>
    );
}
