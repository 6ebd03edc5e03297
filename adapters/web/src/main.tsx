import { render } from 'preact';
import { Application } from './application';
import { chosenLanguage, sentencesOf } from './i18n/words';
import './style/atranka.scss';

const language = chosenLanguage();
const sentences = await sentencesOf(language);
const place = document.getElementById('application');
if (place) render(<Application first={{ language, sentences }} />, place);
