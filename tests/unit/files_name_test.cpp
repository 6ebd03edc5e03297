#include "adapters/files/name.hpp"

#include <gtest/gtest.h>

namespace {

using namespace atranka::files;

TEST(FileNames, ThatLeadElsewhereDoNot) {
    EXPECT_EQ(clean_name("../../etc/passwd", "pdf"), "passwd.pdf");
    EXPECT_EQ(clean_name("..\\..\\windows\\a.pdf", "pdf"), "a.pdf");
    EXPECT_EQ(clean_name("/", "pdf"), "file.pdf");
    EXPECT_EQ(clean_name("..", "pdf"), "file.pdf");
    EXPECT_EQ(clean_name("", "pdf"), "file.pdf");
    EXPECT_EQ(clean_name("-rf.pdf", "pdf"), "rf.pdf");
}

TEST(FileNames, WithLineBreaksAndTurningMarksLoseThem) {
    EXPECT_EQ(clean_name("a\r\nSet-Cookie: x=y.pdf", "pdf"), "aSet-Cookie x=y.pdf");
    EXPECT_EQ(clean_name("plan\u202Efdp.exe", "pdf"), "planfdp.pdf");
    EXPECT_EQ(clean_name("\u200Fplan\u2066.pdf", "pdf"), "plan.pdf");
    EXPECT_EQ(clean_name(std::string{"a\0b.pdf", 7}, "pdf"), "ab.pdf");
    EXPECT_EQ(clean_name("\xff\xfe.pdf", "pdf"), "file.pdf");
}

TEST(FileNames, EndAsTheirContentDoes) {
    EXPECT_EQ(clean_name("plan.html", "pdf"), "plan.pdf");
    EXPECT_EQ(clean_name("plan.pdf.exe", "pdf"), "plan.pdf.pdf");
    EXPECT_EQ(clean_name("Verslo planas Žąsis 2026", "docx"), "Verslo planas Žąsis 2026.docx");
}

TEST(FileNames, AreNotLong) {
    const std::string name = clean_name(std::string(5'000, 'a') + ".pdf", "pdf");
    EXPECT_EQ(name.size(), name_length_max);
    std::string many;
    for (int i = 0; i < 500; ++i) many += "ž";
    EXPECT_EQ(clean_name(many, "pdf").size(), (name_length_max - 4) * 2 + 4);
}

}  // namespace
