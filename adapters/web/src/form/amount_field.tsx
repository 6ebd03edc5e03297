import { useEffect, useState } from 'preact/hooks';
import { TextField, type FieldProps } from '../components/field';
import { useWords } from '../i18n/words';
import { isDecimal, number, sum, typedDecimal } from '../money';

const neverAmount = /[^\d\s.,'’€\u2212-]/;

// An amount is typed as people write it, "12 500,40"; what is kept is "12500.40". What is no amount is kept as
// it was typed, so that it can be mended, and is called wrong at once: while one types only where it cannot become one.
export function AmountField(props: FieldProps & { value: string; onValue: (value: string) => void; prefix: string | undefined; cents?: boolean }) {
    const { t, language } = useWords();
    const { cents = false } = props;
    const shown = (value: string): string => (isDecimal(value) ? number(cents ? sum([value]) : value, language) : value);
    const [text, setText] = useState(() => shown(props.value));
    const [isTyping, setTyping] = useState(false);
    useEffect(() => { if (!isTyping) setText(shown(props.value)); }, [props.value, language, isTyping]);
    const isWrong = text.trim() !== '' && typedDecimal(text) === undefined && (!isTyping || neverAmount.test(text));
    const wrong = isWrong ? t(cents ? 'form.wrong_money' : 'form.wrong_number', { label: props.label }) : undefined;
    const { prefix, value: _value, cents: _cents, onValue, ...field } = props;
    return (
        <TextField
            {...field} error={props.error ?? wrong} numeric value={text} width={10} {...(prefix === undefined ? {} : { prefix })}
            onType={(typed) => { setTyping(true); setText(typed); onValue(typedDecimal(typed) ?? typed); }}
            onLeave={() => setTyping(false)}
        />
    );
}
