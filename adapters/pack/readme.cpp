#include "adapters/pack/readme.hpp"

#include "adapters/pack/form_table.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

struct Text {
    std::string_view en, lt;
};

constexpr Text what{R"(
Everything that is needed to check how the call was decided, without the agency that made this archive.
)",
                    R"(
Viskas, ko reikia patikrinti, kaip kvietime buvo sprendžiama, be šį archyvą sudariusios agentūros.
)"};

constexpr Text what_of_one{R"(
What is needed to check how one application was decided, without the agency that made this archive: the
entries that touch it or the call as such, and those of the people and organisations who took part. Other
applications' entries, and the private parts of other people's entries, are withheld.
)",
                           R"(
Tai, ko reikia patikrinti, kaip buvo sprendžiama dėl vienos paraiškos, be šį archyvą sudariusios agentūros:
su ja ar su pačiu kvietimu susiję įrašai ir dalyvavusių asmenų bei organizacijų įrašai. Kitų paraiškų
įrašai ir kitų asmenų įrašų privačiosios dalys neteikiami.
)"};

constexpr Text reading{R"(
Begin with index.html: it needs a browser and no network. People are named by pseudonyms; what applicants
and experts wrote is in it, so keep it accordingly.
)",
                       R"(
Pradėkite nuo index.html: jam reikia naršyklės, bet ne tinklo. Žmonės nurodyti pseudonimais; rinkinyje yra
tai, ką rašė pareiškėjai ir ekspertai, todėl atitinkamai jį saugokite.
)"};

constexpr Text files{R"(
WHAT EACH FILE IS

  README.txt               this text
  index.html               the call, its applications and every entry, for people
  applications/ID.html     all that led to the outcome of one application
  pages.txt                which version of the program made these pages, and when
  keys.txt                 the public keys that signed the heads, as the agency names them: compare them with
                           what was published elsewhere
  logs/LOG/checkpoint      the signed head of a log
  logs/LOG/entries.jsonl   its entries as they were recorded, a line each, with the salts that open their
                           commitments
  logs/LOG/readings.jsonl  who read what, and what was refused to whom: a hash chain beside the log
  order.txt                in which order the entries of the logs were written
  beside/HASH.json         the definition of the call, ranked lists and other large facts; HASH is the
                           SHA-256 of the file
)",
                     R"(
KAS YRA KIEKVIENAS FAILAS

  README.txt               šis tekstas
  index.html               kvietimas, jo paraiškos ir visi įrašai, skirta žmonėms
  applications/ID.html     visa, kas lėmė vienos paraiškos rezultatą
  pages.txt                kuri programos versija ir kada sudarė šiuos puslapius
  keys.txt                 vieši raktai, kuriais pasirašytos viršūnės, kaip juos nurodo agentūra: palyginkite
                           su paskelbtais kitur
  logs/LOG/checkpoint      pasirašyta žurnalo viršūnė
  logs/LOG/entries.jsonl   jo įrašai, kaip jie buvo užfiksuoti, po vieną eilutėje, su druskomis, kurios
                           atveria jų įsipareigojimus
  logs/LOG/readings.jsonl  kas ką skaitė ir kas kam buvo atmesta: maišų grandinė greta žurnalo
  order.txt                kokia tvarka rašyti žurnalų įrašai
  beside/HASH.json         kvietimo aprašas, paraiškų eilės ir kiti dideli duomenys; HASH yra failo SHA-256
)"};

constexpr Text files_of_one{R"(  application.json         which application, and how far its entries go
  logs/LOG/proofs.jsonl    for each entry, the proof that it is under the signed head
)",
                            R"(  application.json         kuri paraiška ir iki kur siekia jos įrašai
  logs/LOG/proofs.jsonl    kiekvieno įrašo įrodymas, kad jis yra po pasirašyta viršūne
)"};

constexpr Text checking{R"(
HOW TO CHECK IT

  atranka-verify PACK --key KEY

PACK is this archive as you got it; KEY is the agency's public key (or a file that has it), which must come
from elsewhere than the archive, and so must the program. It checks signatures, roots and commitments, makes
every decision and ranking again, makes these pages again, and names the first entry that is wrong. With
--head FILE and --receipt FILE it also compares a head or receipt that somebody kept. It ends with 0 where
everything that was checked holds, with 65 where something does not, and says what it could not check.

WITH WHAT ELSE IT CAN BE CHECKED

  head        C2SP tlog-checkpoint in a signed note, Ed25519
  receipt     C2SP tlog-proof
  leaf        canonical JSON (RFC 8785), in the member "leaf" of an entry
  tree        RFC 6962: SHA-256(0x00 leaf), SHA-256(0x01 left right)
  commitment  HMAC-SHA-256(salt, "atranka/commit/v1" 0x00 part 0x00 payload), of the parts "command",
              "events" and "part.NAME"; salts are in hex
  reading     SHA-256("atranka/access/v1" 0x00 line)
  beside/     sha256sum gives the name of each file

Whatever reads these formats will do. The source of atranka comes with two programs that have none of its
code, tests/verifiers/verify.mjs for Node and verify.go for Go; they decide no command again, which
atranka-verify does. docs/proofs.md says more.

WHAT IT DOES NOT PROVE

  That what was entered is true.
  That everyone is shown the same log. Compare a head or a receipt that somebody else kept, or the signature
  of a witness.
  What was said or done outside the log.
  What was in parts that were erased: which entry erased them is said, and their results are kept.
  Who read what after the newest head of the readings that the log has.
)",
                        R"(
KAIP PATIKRINTI

  atranka-verify PACK --key KEY

PACK yra šis archyvas, kokį jį gavote; KEY – viešas agentūros raktas (ar failas, kuriame jis yra). Raktą ir
programą turite gauti ne kartu su archyvu. Programa patikrina parašus, šaknis ir įsipareigojimus, iš naujo
priima kiekvieną sprendimą ir sudaro kiekvieną eilę, iš naujo sudaro šiuos puslapius ir nurodo pirmą
klaidingą įrašą. Su --head FILE ir --receipt FILE ji dar palygina viršūnę ar patvirtinimą, kurį kas nors
išsaugojo. Ji baigia kodu 0, jei visa, kas patikrinta, teisinga, ir 65, jei ne, ir pasako, ko patikrinti
negalėjo.

KUO DAR GALIMA PATIKRINTI

  viršūnė           C2SP tlog-checkpoint, pasirašytas raštas (signed note), Ed25519
  patvirtinimas     C2SP tlog-proof
  lapas             kanoninis JSON (RFC 8785), įrašo narys „leaf“
  medis             RFC 6962: SHA-256(0x00 lapas), SHA-256(0x01 kairė dešinė)
  įsipareigojimas   HMAC-SHA-256(druska, "atranka/commit/v1" 0x00 dalis 0x00 turinys); dalys yra „command“,
                    „events“ ir „part.PAVADINIMAS“; druskos užrašytos šešioliktainiais skaitmenimis
  skaitymas         SHA-256("atranka/access/v1" 0x00 eilutė)
  beside/           sha256sum duoda kiekvieno failo pavadinimą

Tinka bet kas, kas skaito šiuos formatus. Prie atranka pirminio kodo yra dvi programos, kuriose jo nėra:
tests/verifiers/verify.mjs (Node) ir verify.go (Go); jos sprendimų iš naujo nepriima, o atranka-verify priima.
Daugiau – docs/proofs.md.

KO RINKINYS NEĮRODO

  Kad tai, kas įrašyta, yra tiesa.
  Kad visiems rodomas tas pats žurnalas. Palyginkite viršūnę ar patvirtinimą, kurį išsaugojo kas nors kitas,
  arba liudytojo parašą.
  Kas buvo sakoma ar daroma ne žurnale.
  Kas buvo ištrintose dalyse: nurodyta, kuris įrašas jas ištrynė, o jų pasekmės išliko.
  Kas ką skaitė po naujausios skaitymų viršūnės, kuri yra žurnale.
)"};

constexpr Text limits_of_one{
    R"(  That no later entry about the application was withheld, nor what rests on other applications: a pack
  of the whole call shows both.
)",
    R"(  Kad neliko nepateiktų vėlesnių paraiškos įrašų, nei to, kas remiasi kitomis paraiškomis: abu parodo
  viso kvietimo rinkinys.
)"};

Both both(const Text& text) { return {std::string{text.en}, std::string{text.lt}}; }

Both title_of(const Pack& pack, const About& about) {
    if (!pack.is_partial())
        return say("EVIDENCE PACK OF THE CALL {}", "KVIETIMO {} ĮRODYMŲ RINKINYS", {about.call});
    return say("EVIDENCE PACK OF THE APPLICATION {} IN THE CALL {}",
               "PARAIŠKOS {} KVIETIME {} ĮRODYMŲ RINKINYS", {pack.application, about.call});
}

Both counts_of(const Pack& pack) {
    Both list;
    for (const auto& [log, checkpoint] : pack.checkpoints)
        list += Both{list.empty() ? "" : ", "} + log + " " +
                std::to_string(std::ranges::count(pack.entries, log, &service::Entry::log));
    return list;
}

}  // namespace

std::string readme(const Pack& pack, const About& about, const Dossiers& all) {
    Both text = title_of(pack, about) + "\n";
    if (all.definition) text += label_of(all.definition->title, all.definition->workflow) + "\n";
    text += say("Made: {}\nEntries: {}\n", "Sudarytas: {}\nĮrašai: {}\n",
                {utc_text(about.made), counts_of(pack)});
    text += both(pack.is_partial() ? what_of_one : what) + both(reading) + both(files);
    if (pack.is_partial()) text += both(files_of_one);
    text += both(checking);
    if (pack.is_partial()) text += both(limits_of_one);
    return text.en + "\n\n" + text.lt;
}

}  // namespace atranka::pack
