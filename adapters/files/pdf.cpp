#include "adapters/files/formats.hpp"

#include <algorithm>
#include <array>
#define POINTERHOLDER_TRANSITION 4  // without names of older versions
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>
#include <set>

namespace atranka::files {

namespace {

const char* const broken = "The PDF is not whole, or its format is broken; print it to a new PDF.";
constexpr int depth_max = 50;
constexpr std::size_t objects_max = 500'000;

// What runs, sends, plays or carries other files; ISO 32000-2, 12.6.4 and 7.11.4.
constexpr std::array active_keys{"/JS",  "/JavaScript",       "/EmbeddedFiles",    "/EF",
                                 "/XFA", "/RichMediaContent", "/RichMediaSettings"};
constexpr std::array active_actions{"/JavaScript", "/Launch", "/ImportData", "/SubmitForm",
                                    "/GoToE",      "/GoToR",  "/Rendition",  "/RichMedia",
                                    "/Movie",      "/Sound",  "/GoTo3DView", "/RichMediaExecute"};
constexpr std::array unasked{"/OpenAction", "/O", "/C", "/PO", "/PV", "/Next"};
constexpr std::array active_types{"/EmbeddedFile", "/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"};

template <class Names>
bool is_one_of(const std::string& name, const Names& names) {
    return std::ranges::any_of(names, [&](const char* one) { return name == one; });
}

bool is_name_of(QPDFObjectHandle value, const auto& names) {
    return value.isName() && is_one_of(value.getName(), names);
}

class Looking {
public:
    bool is_active = false, is_signed = false, has_author = false;

    void look(QPDFObjectHandle object, int depth) {
        if (depth > depth_max) {
            is_active = true;  // nobody needs this
            return;
        }
        if (object.isStream()) object = object.getDict();
        if (object.isArray()) {
            for (int i = 0; i < object.getArrayNItems(); ++i) go_on(object.getArrayItem(i), depth);
            return;
        }
        if (!object.isDictionary()) return;
        for (const std::string& key : object.getKeys()) {
            is_active = is_active || is_one_of(key, active_keys);
            is_signed = is_signed || key == "/ByteRange";
            // A link that nobody has to press.
            is_active = is_active || (is_one_of(key, unasked) && object.getKey(key).isDictionary() &&
                                      is_name_of(object.getKey(key).getKey("/S"), std::array{"/URI"}));
            go_on(object.getKey(key), depth);
        }
        // Who wrote a remark (12.5.6.2); of what is filled in, /T is a field's name.
        QPDFObjectHandle kind = object.getKey("/Subtype");
        has_author = has_author || (object.hasKey("/T") && kind.isName() && kind.getName() != "/Widget");
        is_active = is_active || is_name_of(object.getKey("/S"), active_actions) ||
                    is_name_of(object.getKey("/Type"), active_types) ||
                    is_name_of(object.getKey("/Subtype"), active_types);
    }

private:
    // Those that stand elsewhere are looked at where they stand.
    void go_on(const QPDFObjectHandle& inner, int depth) {
        if (!inner.isIndirect()) look(inner, depth + 1);
    }
};

// Nothing behind the last %%EOF but ends of lines.
bool ends_there(std::string_view bytes) {
    const std::size_t end = bytes.rfind("%%EOF");
    return end != std::string_view::npos &&
           bytes.find_first_not_of("\r\n", end + 5) == std::string_view::npos;
}

}  // namespace

Judgement judge_pdf(const std::string& bytes) {
    if (!bytes.starts_with("%PDF-1.") && !bytes.starts_with("%PDF-2."))
        return unfit("The file is not a PDF from its first byte.");
    if (!ends_there(bytes))
        return unfit("After the end of the PDF there is something else, or it has no end.");
    try {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        pdf.setAttemptRecovery(false);
        pdf.processMemoryFile("upload", bytes.data(), bytes.size());
        if (pdf.isEncrypted()) return unfit("The PDF is locked; save it without a password.");
        if (pdf.getObjectCount() > objects_max) return unfit("The PDF is made of too many pieces.");
        Looking looking;
        for (const QPDFObjectHandle& object : pdf.getAllObjects()) looking.look(object, 0);
        looking.look(pdf.getTrailer(), 0);
        if (looking.is_active)
            return unfit(
                "The PDF has something in it that runs, plays or carries other files; print it to a new "
                "PDF.");
        Judged judged{{"application/pdf", "pdf", static_cast<std::int64_t>(pdf.getAllPages().size()), {}},
                      {}};
        // What could not be read would be missing from what is kept, and nobody would know.
        if (pdf.anyWarnings()) return unfit(broken);
        if (*judged.found.pages < 1) return unfit("The PDF has no pages.");
        if (looking.has_author) judged.found.flags.emplace_back("metadata");
        bool tells = pdf.getTrailer().hasKey("/Info");
        for (QPDFObjectHandle object : pdf.getAllObjects()) {
            if (object.isStream()) object = object.getDict();
            tells = tells ||
                    (object.isDictionary() && (object.hasKey("/Metadata") || object.hasKey("/PieceInfo")));
        }
        if (looking.is_signed) {
            judged.found.flags.emplace_back("signed");
            if (tells && !looking.has_author) judged.found.flags.emplace_back("metadata");
            return judged;
        }
        pdf.getTrailer().removeKey("/Info");
        for (QPDFObjectHandle object : pdf.getAllObjects()) {
            if (object.isStream()) object = object.getDict();
            if (!object.isDictionary()) continue;
            object.removeKey("/Metadata");
            object.removeKey("/PieceInfo");
        }
        // What is not referred to any more is not written.
        QPDFWriter writer{pdf};
        writer.setOutputMemory();
        writer.setStreamDataMode(qpdf_s_preserve);
        writer.setDeterministicID(true);
        writer.write();
        const std::shared_ptr<Buffer> written = writer.getBufferSharedPointer();
        judged.clean.assign(reinterpret_cast<const char*>(written->getBuffer()), written->getSize());
        if (tells) judged.found.flags.emplace_back("cleaned");
        return judged;
    } catch (const std::bad_alloc&) {
        return unfit("The PDF grows too large when it is opened.");
    } catch (const std::exception&) {
        return unfit(broken);
    }
}

}  // namespace atranka::files
