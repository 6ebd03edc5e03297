#include "engine/explanation/faults.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace atranka::explanation {

namespace {

struct Sentence {
    std::string_view english, lithuanian;
};
// {} stands for whatever stands there; the first that fits counts.
constexpr Sentence sentences[] = {
    {"This must be filled in.", "Tai būtina užpildyti."},
    {"This must be filled in, since {}.", "Tai būtina užpildyti, nes {}."},
    {"Whether this must be filled in cannot be told: `{}` has no value, since a field that it looks at is "
     "empty.",
     "Dar neaišku, ar tai būtina užpildyti: `{}` neturi reikšmės, nes tuščias laukelis, nuo kurio tai "
     "priklauso."},
    {"An object with the fields of the form is wanted.", "Čia turi būti formos laukeliai."},
    {"An object with the fields of the line is wanted.", "Čia turi būti eilutės laukeliai."},
    {"This is not filled in by applicants; leave it out.",
     "Šio laukelio pareiškėjai nepildo; palikite jį tuščią."},
    {"There is no such field. Did you mean `{}`?", "Tokio laukelio nėra. Gal turėjote galvoje `{}`?"},
    {"There is no such field.", "Tokio laukelio nėra."},
    {"One line is wanted here.", "Čia turi būti viena eilutė."},
    {"This has {} characters; at most {} are taken.", "Ženklų skaičius – {}; priimama ne daugiau kaip {}."},
    {"This has {} pages; at most {} are taken.", "Puslapių skaičius – {}; priimama ne daugiau kaip {}."},
    {"This has {} bytes; at most {} are taken.", "Dydis baitais – {}; priimama ne daugiau kaip {}."},
    {"This kind of file is not taken here.", "Tokios rūšies failai čia nepriimami."},
    {"What uploading the file was answered with is wanted, as it stands.",
     "Čia turi būti tai, kas atsakyta įkėlus failą, be pakeitimų."},
    {"This is not one of the choices: {}. Did you mean `{}`?",
     "Tokio pasirinkimo nėra; galimi: {}. Gal turėjote galvoje `{}`?"},
    {"This is not one of the choices: {}.", "Tokio pasirinkimo nėra; galimi: {}."},
    {"A list of choices is wanted.", "Čia turi būti pasirinkimų sąrašas."},
    {"This is chosen twice.", "Tai pasirinkta du kartus."},
    {"The id of a registered organisation is wanted: small letters, digits and hyphens.",
     "Čia turi būti įregistruotos organizacijos kodas: mažosios raidės, skaitmenys ir brūkšneliai."},
    {"No organisation is registered as `{}`.", "Organizacija `{}` neįregistruota."},
    {"A list of lines is wanted.", "Čia turi būti eilučių sąrašas."},
    {"The number of lines is out of its limits: {} is below {}.",
     "Eilučių skaičius – {}; turi būti ne mažiau kaip {}."},
    {"The number of lines is out of its limits: {} is above {}.",
     "Eilučių skaičius – {}; turi būti ne daugiau kaip {}."},
    {"{} is below {}.", "{} yra mažiau nei {}."},
    {"{} is above {}.", "{} yra daugiau nei {}."},
    {"{} is not an exact decimal: write digits with at most one point, such as 25000.00, without commas, "
     "blanks or "
     "exponents.",
     "{} nėra tikslus skaičius: rašykite skaitmenis su ne daugiau kaip vienu tašku, pvz., 25000.00, be "
     "kablelių, "
     "tarpų ir laipsnių."},
    {"{} is not a text.", "{} nėra tekstas."},
    {"This text is refused: {}.", "Šis tekstas nepriimamas: {}."},
    {"{} is larger than any number taken here.", "{} yra daugiau, nei čia gali būti įrašyta."},
    {"{} is larger than any amount taken here.", "{} yra daugiau, nei čia gali būti įrašyta."},
    {"{} is not a whole number of cents.", "{} turi daugiau nei du skaitmenis po kablelio."},
    {"{} is not a whole number.", "{} nėra sveikasis skaičius."},
    {"{} is neither true nor false.", "{} nėra nei „taip“, nei „ne“."},
    {"{} is not a date: write it as 2026-11-23.", "{} nėra data: rašykite kaip 2026-11-23."},
    // Of files (adapters/files).
    {"The file is empty.", "Failas tuščias."},
    {"The file has more than {} bytes.", "Failas didesnis nei {} baitų."},
    {"The file has more than {} bytes once it is cleaned.", "Išvalytas failas didesnis nei {} baitų."},
    {"The file has {} pages; at most {} are taken.",
     "Failo puslapių skaičius – {}; priimama ne daugiau kaip {}."},
    {"The file takes too much time or memory to be looked at.",
     "Failui patikrinti reikia per daug laiko arba atminties."},
    {"The file is also a web page: it is of two formats at once.",
     "Failas kartu yra ir tinklalapis: jis iškart dviejų formatų."},
    {"The file is also an archive: it is of two formats at once.",
     "Failas kartu yra ir archyvas: jis iškart dviejų formatų."},
    {"By its content this is none of the kinds of file that are taken here: {}.",
     "Pagal turinį tai ne tos rūšies failas, koks čia priimamas: {}."},
    {"By its content this is an archive, and none of docx, xlsx, pptx, odt, ods and odp.",
     "Pagal turinį tai archyvas, o ne docx, xlsx, pptx, odt, ods ar odp."},
    {"The picture has no size.", "Paveikslas neturi matmenų."},
    {"The picture has {} by {} pixels, which is too many.",
     "Paveikslo matmenys {} × {} taškų; tai per daug."},
    {"The picture is not whole, or its format is broken.",
     "Paveikslas nepilnas arba jo formatas sugadintas."},
    {"After the end of the picture there is something else.", "Už paveikslo pabaigos yra dar kažkas."},
    {"The picture moves; one that stands still is wanted.", "Paveikslas judantis; reikia nejudančio."},
    {"The document is not whole, or its format is broken.",
     "Dokumentas nepilnas arba jo formatas sugadintas."},
    {"The document is locked; save it without a password.",
     "Dokumentas užrakintas; įrašykite jį be slaptažodžio."},
    {"The document has macros or other programs in it; save it without them.",
     "Dokumente yra makrokomandų ar kitų programų; įrašykite jį be jų."},
    {"The document has macros in it; save it without them.",
     "Dokumente yra makrokomandų; įrašykite jį be jų."},
    {"The document fetches something from elsewhere when it is opened.",
     "Atveriamas dokumentas kažką atsisiunčia iš kitur."},
    {"The document grows too large when it is unpacked.", "Išskleistas dokumentas per didelis."},
    {"Two parts of the document have the same name.", "Dvi dokumento dalys pavadintos vienodai."},
    {"A part of the document is not plain XML.", "Dokumento dalis nėra paprastas XML."},
    {"A part of the document defines entities, which no document needs.",
     "Dokumento dalis apibrėžia objektus, kurių dokumentui nereikia."},
    {"A part of the document has a name that leads out of it.",
     "Dokumento dalies pavadinimas veda už dokumento ribų."},
    {"After the end of the document there is something else, or it has no end.",
     "Už dokumento pabaigos yra dar kažkas arba jis neturi pabaigos."},
    {"The PDF is not whole, or its format is broken; print it to a new PDF.",
     "PDF nepilnas arba jo formatas sugadintas; atspausdinkite jį į naują PDF."},
    {"The file is not a PDF from its first byte.", "Failas nuo pat pradžios nėra PDF."},
    {"After the end of the PDF there is something else, or it has no end.",
     "Už PDF pabaigos yra dar kažkas arba jis neturi pabaigos."},
    {"The PDF is locked; save it without a password.", "PDF užrakintas; įrašykite jį be slaptažodžio."},
    {"The PDF is made of too many pieces.", "PDF sudarytas iš per daug dalių."},
    {"The PDF has something in it that runs, plays or carries other files; print it to a new PDF.",
     "PDF yra kažkas, kas paleidžiama, grojama arba neša kitus failus; atspausdinkite jį į naują PDF."},
    {"The PDF has no pages.", "PDF neturi puslapių."},
    {"The PDF grows too large when it is opened.", "Atvertas PDF per didelis."},
    // Of accounts (engine/identity, adapters/credentials).
    {"a password is text in UTF-8", "Slaptažodis turi būti UTF-8 tekstas."},
    {"a password has 12 characters at least", "Slaptažodį turi sudaryti ne mažiau kaip 12 ženklų."},
    {"a password has 256 characters at most", "Slaptažodį turi sudaryti ne daugiau kaip 256 ženklai."},
    {"a password does not contain the login", "Slaptažodyje negali būti prisijungimo vardo."},
    {"this password is on lists that attackers try first: choose another",
     "Šis slaptažodis yra tarp tų, kuriuos įsilaužėliai bando pirmiausia: pasirinkite kitą."},
    {"a login has 3 to 254 of the letters a to z, digits and . _ + - @",
     "Prisijungimo vardą turi sudaryti nuo 3 iki 254 ženklų: raidės a–z, skaitmenys ir . _ + - @"},
    {"the account is disabled: enable it first", "Paskyra išjungta: pirma ją įjunkite."},
    {"the account is disabled", "Paskyra išjungta."},
    {"that sign-in belongs to another account here", "Šis prisijungimas priklauso kitai paskyrai."},
    {"a passkey's name is one line of 1 to 64 characters",
     "Prieigos rakto pavadinimas yra viena eilutė nuo 1 iki 64 ženklų."},
    {"20 passkeys are enough: remove one first",
     "Daugiau kaip 20 prieigos raktų turėti negalima: pirma vieną pašalinkite."},
    {"a token's name is one line of 1 to 64 characters",
     "Prieigos žetono pavadinimas yra viena eilutė nuo 1 iki 64 ženklų."},
    {"a token lives for 1 to 365 days", "Prieigos žetonas galioja nuo 1 iki 365 dienų."},
    {"a token has a name, scopes and days",
     "Nurodomas prieigos žetono pavadinimas, apimtis ir galiojimas dienomis."},
    {"say what the token is for: one scope at least", "Nurodykite bent vieną prieigos žetono apimtį."},
    {"no scope `{}`: there are read, commands, and commands:NAME for one command",
     "Apimties `{}` nėra; galimos read, commands ir vienai komandai skirta commands:PAVADINIMAS."},
    {"one returns to /, /account or /calls", "Grįžtama tik į /, /account arba /calls."},
    {"login, password or code is not right", "Neteisingas prisijungimo vardas, slaptažodis arba kodas."},
    {"too many are logging in at this moment: try again",
     "Šiuo metu jungiasi per daug asmenų: bandykite dar kartą."},
    {"the invitation was used or is over: ask for another",
     "Pakvietimas panaudotas arba nebegalioja: paprašykite kito."},
    {"somebody else has this login: choose another",
     "Toks prisijungimo vardas jau užimtas: pasirinkite kitą."},
    {"type the code of your authenticator", "Įrašykite autentifikatoriaus kodą."},
    {"log in first", "Pirma prisijunkite."},
    {"show again who you are: you logged in a while ago",
     "Dar kartą patvirtinkite savo tapatybę: prisijungėte jau seniai."},
    {"show anew who you are before you make a token",
     "Prieš kurdami prieigos žetoną dar kartą patvirtinkite savo tapatybę."},
    {"the password is changed: log in with it", "Slaptažodis pakeistas: prisijunkite naujuoju."},
    {"too many failures: wait until {}", "Per daug nesėkmingų bandymų: palaukite iki {}."},
    {"the token is not valid, or not any more", "Prieigos žetonas negalioja arba nebegalioja."},
    {"a page of another site may not do this in your name",
     "Kitos svetainės puslapis negali to daryti jūsų vardu."},
    {"a page of another site may not do this", "Kitos svetainės puslapis negali to daryti."},
    {"set up an authenticator or a passkey, and sign in with it",
     "Susikurkite autentifikatorių arba prieigos raktą ir prisijunkite juo."},
    {"nobody here is known by that sign-in: ask for an invitation, and open it first",
     "Taip prisijungiantis asmuo čia nežinomas: paprašykite pakvietimo ir pirma jį atverkite."},
    {"somebody else is signed in here", "Čia prisijungęs kitas asmuo."},
};

// What stands in the places of {}; nothing where the sentence is another.
std::optional<std::vector<std::string>> matched(std::string_view pattern, std::string_view sentence) {
    std::vector<std::string> found;
    for (;;) {
        const std::size_t hole = pattern.find("{}");
        if (hole == std::string_view::npos) {
            if (pattern != sentence) return std::nullopt;
            return found;
        }
        if (!sentence.starts_with(pattern.substr(0, hole))) return std::nullopt;
        sentence.remove_prefix(hole);
        pattern.remove_prefix(hole + 2);
        const std::string_view next = pattern.substr(0, pattern.find("{}"));
        // Up to the last place where what follows fits, where nothing else is to be filled in.
        const bool is_last = next.size() == pattern.size();
        const std::size_t end =
            is_last ? (sentence.ends_with(next) ? sentence.size() - next.size() : std::string_view::npos)
                    : sentence.find(next);
        if (end == std::string_view::npos) return std::nullopt;
        found.emplace_back(sentence.substr(0, end));
        sentence.remove_prefix(end);
    }
}

std::optional<Both> translated(const std::string& english) {
    for (const Sentence& one : sentences) {
        const auto values = matched(one.english, english);
        if (!values) continue;
        Both both{english, std::string{one.lithuanian}};
        std::size_t from = 0;
        for (const std::string& value : *values) {
            const std::size_t hole = both.lt.find("{}", from);
            both.lt.replace(hole, 2, value);
            from = hole + value.size();
        }
        return both;
    }
    return std::nullopt;
}

}  // namespace

Both fault(const std::string& english) { return translated(english).value_or(Both{english}); }

}  // namespace atranka::explanation
