import { useEffect, useState } from 'preact/hooks';
import { atranka, Problem } from '../api/atranka';
import { TextField, type FieldProps } from '../components/field';
import { useWords } from '../i18n/words';

type Found = { readonly code: string; readonly name: string | undefined };

const pause_ms = 400;

// An organisation by the code it is registered under; its name is shown as soon as the code is one.
export function OrganisationField(props: FieldProps & { value: string; onType: (value: string) => void }) {
    const { t } = useWords();
    const { value, onType, ...field } = props;
    const [found, setFound] = useState<Found>();
    const code = value.trim();
    useEffect(() => {
        if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(code)) return undefined;
        let isWanted = true;
        const timer = setTimeout(() => {
            atranka.see('/organisations/{organisation}', { params: { path: { organisation: code } } }).then(
                ({ body }) => { if (isWanted) setFound({ code, name: (body as { name?: string }).name ?? code }); },
                (why: unknown) => { if (isWanted && why instanceof Problem && why.status === 404) setFound({ code, name: undefined }); },
            );
        }, pause_ms);
        return () => { isWanted = false; clearTimeout(timer); };
    }, [code]);
    const said = code === '' || found?.code !== code ? undefined : found.name ?? t('form.organisation_unknown');
    return (
        <>
            <TextField {...field} value={value} onType={onType} />
            <p class={found?.name === undefined && said ? 'saved saved--not organisation' : 'saved organisation'} role="status">{said}</p>
        </>
    );
}
