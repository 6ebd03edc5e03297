#include "adapters/files/inspect.hpp"
#include "files_made.hpp"

#include <gmock/gmock.h>
#include <unistd.h>
#include <fstream>
#include <sstream>

namespace atranka::files_test {
namespace {

using files::Found;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> everything{"pdf", "image", "office"};

struct Files : testing::Test {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("atranka-files-" + std::to_string(::getpid()));
    Files() { std::filesystem::create_directories(folder); }
    ~Files() override { std::filesystem::remove_all(folder); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    tl::expected<Found, files::Unfit> look(const std::string& bytes,
                                           files::Wanted wanted = {everything, 10'000'000, {}}) const {
        std::ofstream{folder / "in", std::ios::binary} << bytes;
        return files::inspect(folder / "in", wanted, folder / "clean");
    }
    std::string clean() const {
        std::ifstream stream{folder / "clean", std::ios::binary};
        std::ostringstream text;
        text << stream.rdbuf();
        return text.str();
    }
    std::string type_of(const std::string& bytes) const {
        const auto found = look(bytes);
        return found ? found->type : found.error().why;
    }
    std::string why_not(const std::string& bytes) const {
        const auto found = look(bytes);
        return found ? "TAKEN as " + found->type : found.error().why;
    }
};

TEST_F(Files, AreKnownByTheirContent) {
    EXPECT_EQ(type_of(pdf()), "application/pdf");
    EXPECT_EQ(type_of(png()), "image/png");
    EXPECT_EQ(type_of(jpeg()), "image/jpeg");
    EXPECT_EQ(type_of(webp()), "image/webp");
    EXPECT_EQ(type_of(docx()), "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(type_of(odt()), "application/vnd.oasis.opendocument.text");
    EXPECT_EQ(type_of(odt({{"Configurations2/accelerator/current.xml", ""}})),
              "application/vnd.oasis.opendocument.text");
}

TEST_F(Files, OfOtherKindsAreRefusedWhateverTheyAreCalled) {
    for (const char* text : {"<!DOCTYPE html><html><script>alert(1)</script></html>",
                             "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
                             "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                             "#!/bin/sh\nrm -rf /\n", "just text", "GIF89a\1\0\1\0\0\0\0;", "MZ\x90\0\3\0\0"})
        EXPECT_THAT(why_not(text), HasSubstr("none of the kinds"));
    EXPECT_THAT(why_not(std::string{"\x7f"} + "ELF\2\1\1"), HasSubstr("none of the kinds"));
    EXPECT_THAT(why_not(""), HasSubstr("empty"));
    EXPECT_THAT(why_not(zip({{"a.txt", "text"}})), HasSubstr("archive"));
}

TEST_F(Files, AreTakenWhereTheFormWantsTheirKind) {
    const auto kind = [&](const std::string& bytes, std::vector<std::string> accepts) {
        return look(bytes, {std::move(accepts), 10'000'000, {}}).has_value();
    };
    EXPECT_TRUE(kind(pdf(), {"pdf"}));
    EXPECT_FALSE(kind(pdf(), {"image", "office"}));
    EXPECT_FALSE(kind(png(), {"pdf"}));
    EXPECT_FALSE(kind(docx(), {"pdf", "image"}));
}

TEST_F(Files, KeepToTheLimitsToTheByteAndThePage) {
    const std::string two = pdf(2);
    const auto size = static_cast<std::int64_t>(two.size());
    EXPECT_TRUE(look(two, {everything, size, 2}));
    EXPECT_FALSE(look(two, {everything, size - 1, 2}));
    const auto found = look(two, {everything, size, 1});
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().why, HasSubstr("2 pages; at most 1"));
    EXPECT_EQ(look(pdf(7))->pages, 7);
}

TEST_F(Files, OfTwoFormatsAtOnceAreRefused) {
    const std::string archive = zip({{"a.txt", "text"}});
    const std::string page = "<html><script>alert(1)</script></html>";
    for (const std::string& whole : {pdf(), png(), jpeg(), webp()}) {
        EXPECT_THAT(why_not(whole + archive), Not(HasSubstr("TAKEN")));
        EXPECT_THAT(why_not(whole + page), Not(HasSubstr("TAKEN")));
        EXPECT_THAT(why_not(whole + std::string(2, '\0')), Not(HasSubstr("TAKEN")));
        EXPECT_THAT(why_not(page + whole), Not(HasSubstr("TAKEN")));
        EXPECT_THAT(why_not("\n" + whole), Not(HasSubstr("TAKEN")));
        EXPECT_THAT(why_not(whole.substr(0, whole.size() - 3)), Not(HasSubstr("TAKEN as image")));
    }
    EXPECT_THAT(why_not(docx() + page), Not(HasSubstr("TAKEN")));
    EXPECT_THAT(why_not(page + docx()), Not(HasSubstr("TAKEN")));
    std::string commented = pdf();
    commented.insert(9, "%" + page + "\n");
    EXPECT_THAT(why_not(commented), HasSubstr("web page"));
    EXPECT_THAT(why_not(jpeg(jpeg_part(0xfe, page))), HasSubstr("web page"));
    EXPECT_THAT(why_not(png(1, 1, png_chunk("tEXt", page))), HasSubstr("web page"));
}

TEST_F(Files, OfPdfRunNothingAndCarryNothing) {
    const std::string action = "<< /S /JavaScript /JS (app.alert(1)) >>";
    EXPECT_THAT(why_not(pdf(1, "/OpenAction " + action)), HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "/OpenAction 4 0 R", {action})), HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "/OpenAction << /S /Launch /F (calc.exe) >>")), HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "/AA << /WC << /S /SubmitForm /F (http://example.org) >> >>")),
                HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "/Names << /EmbeddedFiles << /Names [] >> >>")), HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "", {"<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"})),
                HasSubstr("runs"));
    EXPECT_THAT(why_not(pdf(1, "/AcroForm << /XFA (x) >>")), HasSubstr("runs"));
}

TEST_F(Files, OfPdfThatAreLockedOrBrokenAreRefused) {
    EXPECT_THAT(why_not(pdf(1, "", {},
                            "/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 "
                            "/O (0123456789abcdef0123456789abcdef) "
                            "/U (0123456789abcdef0123456789abcdef) >> /ID [<00> <00>]")),
                Not(HasSubstr("TAKEN")));
    std::string torn = pdf();
    torn.replace(torn.find("xref"), 4, "fred");
    EXPECT_THAT(why_not(torn), HasSubstr("broken"));
    EXPECT_THAT(
        why_not(pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})),
        Not(HasSubstr("TAKEN")))
        << "a tree of pages that goes in a circle";
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "[";
    EXPECT_THAT(why_not(pdf(1, "/Deep 4 0 R", {deep})), HasSubstr("broken"));
}

TEST_F(Files, OfPdfLoseWhatTellsOfTheirAuthor) {
    const std::string told = pdf(1, "/Metadata 5 0 R",
                                 {"<< /Author (Jonas Jonaitis) /Producer (Office) >>",
                                  "<< /Type /Metadata /Subtype /XML /Length 15 >>\nstream\n<x>Jonaitis</x>\n"
                                  "endstream"},
                                 "/Info 4 0 R");
    const auto found = look(told);
    ASSERT_TRUE(found) << found.error().why;
    EXPECT_THAT(found->flags, ElementsAre("cleaned"));
    EXPECT_THAT(clean(), Not(HasSubstr("Jonaitis")));
    EXPECT_TRUE(look(clean()));
    EXPECT_THAT(look(pdf())->flags, IsEmpty());
}

TEST_F(Files, OfPdfWithRemarksAreFlaggedWhereTheseNameSomebody) {
    const auto flags = [&](const std::string& annotation) {
        return look(pdf(1, "/X 4 0 R", {"<< /Type /Annot " + annotation + " /Rect [0 0 9 9] >>"}))->flags;
    };
    EXPECT_THAT(flags("/Subtype /Text /T (Jonas) /Contents (Good.)"), ElementsAre("metadata"));
    EXPECT_THAT(flags("/Subtype /Text /Contents (Good.)"), IsEmpty());
    EXPECT_THAT(flags("/Subtype /Widget /FT /Tx /T (amount)"), IsEmpty());
}

TEST_F(Files, ThatSomebodySignedStayAsTheyAreAndAreFlagged) {
    const std::string told = pdf(
        1, "/AcroForm << /SigFlags 3 /Fields [5 0 R] >>",
        {"<< /Author (Jonas Jonaitis) >>", "<< /FT /Sig /T (s) /V << /Type /Sig /ByteRange [0 1 2 3] >> >>"},
        "/Info 4 0 R");
    const auto found = look(told);
    ASSERT_TRUE(found) << found.error().why;
    EXPECT_THAT(found->flags, ElementsAre("metadata", "signed"));
    EXPECT_EQ(clean(), told);
}

TEST_F(Files, OfPicturesLoseWhatTellsOfTheirAuthor) {
    const std::string exif = std::string{"Exif\0\0", 6} + "GPS 54.68 Jonaitis";
    const auto cleaned = [&](const std::string& bytes) {
        const auto found = look(bytes);
        ASSERT_TRUE(found) << found.error().why;
        EXPECT_THAT(found->flags, ElementsAre("cleaned"));
        EXPECT_THAT(clean(), Not(HasSubstr("Jonaitis")));
        EXPECT_THAT(look(clean())->flags, IsEmpty());
    };
    cleaned(jpeg(jpeg_part(0xe1, exif)));
    cleaned(jpeg(jpeg_part(0xed, "Photoshop 3.0 Jonaitis")));
    cleaned(jpeg(jpeg_part(0xfe, "by Jonaitis")));
    cleaned(png(1, 1, png_chunk("eXIf", exif)));
    cleaned(png(1, 1, png_chunk("tEXt", "Author Jonaitis")));
    cleaned(webp(webp_chunk("EXIF", exif)));
    cleaned(webp(webp_chunk("XMP ", "<x>Jonaitis</x>")));
    look(jpeg(jpeg_part(0xe1, exif)));
    EXPECT_EQ(clean(), jpeg());
}

TEST_F(Files, OfPicturesAreWholeAndNotTooLarge) {
    EXPECT_THAT(why_not(png(60'000, 1)), HasSubstr("pixels"));
    EXPECT_THAT(why_not(png(20'000, 20'000)), HasSubstr("pixels"));
    EXPECT_THAT(why_not(png(0, 1)), HasSubstr("no size"));
    EXPECT_THAT(why_not(jpeg("", 65'535, 65'535)), HasSubstr("pixels"));
    std::string changed = png();
    changed[changed.size() - 20] ^= 1;
    EXPECT_THAT(why_not(changed), HasSubstr("broken"));
    EXPECT_THAT(why_not(png(1, 1, png_chunk("EVIL", "x"))), HasSubstr("broken"));
    EXPECT_THAT(why_not(webp(webp_chunk("ANIM", "123456"))), HasSubstr("moves"));
}

TEST_F(Files, OfOfficeProgramsHaveNoMacros) {
    EXPECT_THAT(why_not(docx({{"word/vbaProject.bin", "x"}})), HasSubstr("macros"));
    EXPECT_THAT(why_not(docx({{"word/VBAPROJECT.BIN", "x"}})), HasSubstr("macros"));
    EXPECT_THAT(why_not(docx({{"word/activeX/activeX1.xml", "<x/>"}})), HasSubstr("macros"));
    EXPECT_THAT(why_not(docx({{"word/embeddings/oleObject1.bin", "x"}})), HasSubstr("macros"));
    EXPECT_THAT(why_not(odt({{"Basic/Standard/Module1.xml", "<x/>"}})), HasSubstr("macros"));
    EXPECT_THAT(why_not(odt({{"styles.xml", "<script:event-listener x=\"y\"/>"}})), HasSubstr("macros"));
    EXPECT_THAT(
        why_not(zip({{"[Content_Types].xml", "<Types>application/vnd.ms-word.document.macroEnabled</Types>"},
                     {"word/document.xml", "<w/>"}})),
        HasSubstr("macros"));
    EXPECT_THAT(
        why_not(docx({{"word/_rels/settings.xml.rels",
                       "<Relationships><Relationship Type=\"x/attachedTemplate\" "
                       "Target=\"http://example.org/a.dotm\" TargetMode=\"External\"/></Relationships>"}})),
        HasSubstr("fetches"));
    // However it is written.
    for (const char* relationship :
         {"<Relationship Type='x/attachedTemplate' Target='http://e/a.dotm' TargetMode='Exter&#110;al'/>",
          "<Relationship\nType=\"x/attachedTemplate\"\tTarget=\"http://e/a\" TargetMode = \"External\"/>",
          "<p:Relationship Type=\"x/attachedTemplate\" Target=\"http://e/a\" p:TargetMode=\"external\"/>",
          "<Relationship Id=\"r>1\" Type=\"x/attachedTemplate\" Target=\"http://e/a\" "
          "TargetMode=\"External\"/>",
          "<Relationship Type=\"x/attachedTemplate\" Target=\"http://e/hyperlink\" "
          "TargetMode=\"External\"/>"})
        EXPECT_THAT(why_not(docx({{"word/_rels/settings.xml.rels",
                                   "<Relationships>" + std::string{relationship} + "</Relationships>"}})),
                    HasSubstr("fetches"))
            << relationship;
    for (const char* part : {"macro&#69;nabled", "vnd.ms-office.vbaProject"})
        EXPECT_THAT(why_not(zip({{"[Content_Types].xml",
                                  "<Types><Override ContentType=\"" + std::string{part} + "\"/></Types>"},
                                 {"word/document.xml", "<w/>"}})),
                    HasSubstr("macros"))
            << part;
    for (const char* field : {"DDEAUTO c:\\\\cmd.exe", "IncludePicture &quot;http://e/p.png&quot;"})
        EXPECT_THAT(
            why_not(docx({{"word/header1.xml", "<w:instrText> " + std::string{field} + " </w:instrText>"}})),
            HasSubstr("starts a program"))
            << field;
    EXPECT_THAT(why_not(docx({{"word/a.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x/>"}})),
                HasSubstr("entities"));
    EXPECT_TRUE(look(docx({{"word/_rels/document.xml.rels",
                            "<Relationships><Relationship Type=\"x/hyperlink\" Target=\"http://example.org\" "
                            "TargetMode=\"External\"/></Relationships>"}})));
}

TEST_F(Files, ThatBurstWhenTheyAreUnpackedAreRefused) {
    EXPECT_THAT(why_not(docx({{"word/media/a.xml", "<" + std::string(60'000'000, 'a')}})),
                HasSubstr("too large"));
    Entries many;
    for (int i = 0; i < 6'000; ++i) many.emplace_back("word/" + std::to_string(i), "x");
    EXPECT_THAT(why_not(docx(many)), Not(HasSubstr("TAKEN")));
}

TEST_F(Files, OfOfficeProgramsKeepTheirPartsInside) {
    for (const char* name : {"../../etc/passwd", "/etc/passwd", "word/../../a", "..\\a", "C:\\a"})
        EXPECT_THAT(why_not(docx({{name, "x"}})), HasSubstr("leads out")) << name;
    EXPECT_THAT(why_not(docx({{"word/document.xml", "<w:other/>"}})), HasSubstr("same name"));
}

TEST_F(Files, OfOfficeProgramsAreFlaggedWhereTheyNameSomebody) {
    EXPECT_THAT(look(docx())->flags, IsEmpty());
    EXPECT_THAT(look(docx({{"docProps/core.xml", "<c><dc:creator>Jonas</dc:creator></c>"}}))->flags,
                ElementsAre("metadata"));
    EXPECT_THAT(look(docx({{"docProps/core.xml", "<c><dc:creator></dc:creator></c>"}}))->flags, IsEmpty());
    EXPECT_THAT(look(docx({{"docProps/app.xml", "<p><Company>UAB</Company></p>"}}))->flags,
                ElementsAre("metadata"));
    EXPECT_THAT(look(docx({{"word/comments.xml", "<c><w:comment w:author=\"Jonas\"/></c>"}}))->flags,
                ElementsAre("metadata"));
    EXPECT_THAT(look(odt({{"meta.xml", "<m><meta:initial-creator>Jonas</meta:initial-creator></m>"}}))->flags,
                ElementsAre("metadata"));
    EXPECT_THAT(look(docx({{"word/embeddings/a.xlsx", "PK"}}))->flags, Contains("embedded"));
}

}  // namespace
}  // namespace atranka::files_test
