import { useEffect, useState } from 'preact/hooks';
import { TextField, type FieldProps } from '../components/field';
import { useWords } from '../i18n/words';
import { isDecimal, number, sum, typedDecimal } from '../money';

// An amount is typed as people write it, "12 500,40"; what is kept is "12500.40". What is no amount is kept as
// it was typed, so that it can be mended.
export function AmountField(props: FieldProps & { value: string; onValue: (value: string) => void; prefix: string | undefined; cents?: boolean }) {
    const { language } = useWords();
    const { cents = false } = props;
    const shown = (value: string): string => (isDecimal(value) ? number(cents ? sum([value]) : value, language) : value);
    const [text, setText] = useState(() => shown(props.value));
    const [isTyping, setTyping] = useState(false);
    useEffect(() => { if (!isTyping) setText(shown(props.value)); }, [props.value, language, isTyping]);
    const { prefix, value: _value, cents: _cents, onValue, ...field } = props;
    return (
        <TextField
            {...field} numeric value={text} width={10} {...(prefix === undefined ? {} : { prefix })}
            onType={(typed) => { setTyping(true); setText(typed); onValue(typedDecimal(typed) ?? typed); }}
            onLeave={() => setTyping(false)}
        />
    );
}
