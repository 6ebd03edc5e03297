import { render } from 'preact';
import { Application } from './application';
import { chosenLanguage, sentencesOf } from './i18n/words';
import './style/atranka.scss';

// The document says it before anything is asked: the server is told it with each request.
const language = chosenLanguage();
document.documentElement.lang = language;
const sentences = await sentencesOf(language);
const place = document.getElementById('application');
if (place) render(<Application first={{ language, sentences }} />, place);
