import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import { wordsOfProblem } from '../api/problem_words';
import { PlainButton } from '../components/button';
import type { FieldProps } from '../components/field';
import { FileField } from '../components/file_field';
import { useWords } from '../i18n/words';
import { number } from '../money';
import type { OneField } from './form_fields';
import type { Attached } from './values';

const endings: Readonly<Record<string, string>> = {
    pdf: '.pdf', image: '.png,.jpg,.jpeg,.webp', office: '.docx,.xlsx,.pptx,.odt,.ods,.odp',
};

// A file, uploaded as soon as it is chosen; the server judges it, and puts it into the draft.
export function AttachmentField(props: OneField & FieldProps & { value: Attached | undefined }) {
    const words = useWords();
    const { t, language } = words;
    const { id, field, value, onValue, error, label, application, step } = props;
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const upload = async (file: File): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try {
            const { data } = await props.upload(() => reached(atranka.http.PUT('/applications/{application}/attachments/{step}/{field}', {
                params: { path: { application, step, field: field.name }, query: { name: file.name } },
                body: file as never, bodySerializer: (body: unknown) => body as never,
                headers: { 'Content-Type': file.type === '' ? 'application/octet-stream' : file.type },
            } as never)));
            onValue(data as unknown as Attached);
        } catch (thrown) {
            setFailed(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    const said = failed ? wordsOfProblem(failed, words) : error;
    const limits = [t('form.file_kinds', { kinds: field.accepts.map((one) => words.known(`form.kind_${one}`) ?? one).join(', ') }),
        field.maxSize && t('form.file_size', { size: field.maxSize }), field.maxPages && t('form.file_pages', { pages: field.maxPages })].filter(Boolean).join(' ');
    return (
        <FileField
            id={id} label={label} optional={!field.required} hint={<>{field.help && `${words.of(field.help)} `}{limits}</>} error={said} onFile={upload}
            accept={field.accepts.map((one) => endings[one] ?? '').join(',')} choose={value ? t('form.file_other') : t('form.file_choose')} busy={busy ? t('form.uploading') : undefined}
        >
            {value && (
                <p class="govuk-body">
                    {t('form.file_there', { name: value.name, size: number(String(Math.ceil(value.bytes / 1000)), language) })}{' '}
                    <PlainButton onPress={() => onValue(undefined)}>{t('form.file_remove')}</PlainButton>
                    {(value.flags ?? []).length > 0 && <><br /><span class="quiet">{t('form.file_flags')}</span></>}
                </p>
            )}
        </FileField>
    );
}
