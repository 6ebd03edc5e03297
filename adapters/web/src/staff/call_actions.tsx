import { useState } from 'preact/hooks';
import type { CommandName, Members } from '../api/atranka';
import { useCommand } from '../api/command';
import { proofOf } from '../api/proof';
import { useView } from '../api/view';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
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

function Give({ call, chosen, onClose }: { call: string; chosen: Chosen; onClose: () => void }) {
    const { t } = useWords();
    const { give, busy, failed } = useCommand(chosen.command as CommandName);
    const round = chosen.round ?? '';
    // Whoever publishes names the report of what was proven.
    const act = async (): Promise<boolean> => {
        const report = chosen.command === 'PublishCall' ? (await proofOf(call).catch(() => undefined))?.report : undefined;
        return await give({ call, ...(chosen.round === undefined ? {} : { round }), ...(report === undefined ? {} : { report }) } as Members<CommandName>) !== undefined;
    };
    return (
        <Confirm
            title={t(`officer.do_${chosen.command}` as Key, { round })} action={t(`officer.do_${chosen.command}` as Key, { round })} busy={busy} failed={failed}
            onClose={onClose} onConfirm={async () => { if (await act()) onClose(); }}
        >
            <p class="govuk-body">{t(`officer.means_${chosen.command}` as Key, { round })}</p>
        </Confirm>
    );
}
