# Every package from outside, in one place. Which room may include and link which one is said in the root file.
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED)
find_package(tl-expected REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(LibArchive REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)

# Debian's SOCI brings no CMake files.
foreach(part core sqlite3)
  find_library(SOCI_${part}_LIBRARY soci_${part} REQUIRED)
  add_library(SOCI::${part} UNKNOWN IMPORTED)
  set_target_properties(SOCI::${part} PROPERTIES IMPORTED_LOCATION ${SOCI_${part}_LIBRARY})
endforeach()

# libsodium brings none either.
find_library(SODIUM_LIBRARY sodium REQUIRED)
add_library(Sodium::Sodium UNKNOWN IMPORTED)
set_target_properties(Sodium::Sodium PROPERTIES IMPORTED_LOCATION ${SODIUM_LIBRARY})

# Nor do liboath, libqrencode, libfido2 and cjose.
find_library(OATH_LIBRARY oath REQUIRED)
add_library(Oath::Oath UNKNOWN IMPORTED)
set_target_properties(Oath::Oath PROPERTIES IMPORTED_LOCATION ${OATH_LIBRARY})
find_library(QRENCODE_LIBRARY qrencode REQUIRED)
add_library(QREncode::QREncode UNKNOWN IMPORTED)
set_target_properties(QREncode::QREncode PROPERTIES IMPORTED_LOCATION ${QRENCODE_LIBRARY})
find_library(FIDO2_LIBRARY fido2 REQUIRED)
add_library(Fido2::Fido2 UNKNOWN IMPORTED)
set_target_properties(Fido2::Fido2 PROPERTIES IMPORTED_LOCATION ${FIDO2_LIBRARY})
find_library(CJOSE_LIBRARY cjose REQUIRED)
add_library(Cjose::Cjose UNKNOWN IMPORTED)
set_target_properties(Cjose::Cjose PROPERTIES IMPORTED_LOCATION ${CJOSE_LIBRARY})

# libqpdf's own files ask for more than they use, and libmagic has none.
find_library(QPDF_LIBRARY qpdf REQUIRED)
add_library(Qpdf::Qpdf UNKNOWN IMPORTED)
set_target_properties(Qpdf::Qpdf PROPERTIES IMPORTED_LOCATION ${QPDF_LIBRARY})
find_library(MAGIC_LIBRARY magic REQUIRED)
add_library(Magic::Magic UNKNOWN IMPORTED)
set_target_properties(Magic::Magic PROPERTIES IMPORTED_LOCATION ${MAGIC_LIBRARY})

# Z3's own files ask for its Java and Python parts too.
find_library(Z3_LIBRARY z3 REQUIRED)
add_library(Z3::Z3 UNKNOWN IMPORTED)
set_target_properties(Z3::Z3 PROPERTIES IMPORTED_LOCATION ${Z3_LIBRARY})
