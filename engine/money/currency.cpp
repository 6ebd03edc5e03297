#include "engine/money/currency.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::money {

namespace {

struct Listed {
    int decimals;
    std::string_view codes;
};

constexpr std::array listed{
    Listed{2,
           "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
           "CHF CNY "
           "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
           "HUF IDR "
           "ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
           "MVR MWK "
           "MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
           "SGD SHP "
           "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER "
           "ZAR ZMW"},
    Listed{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"},
    Listed{3, "BHD IQD JOD KWD LYD OMR TND"},
};

}  // namespace

std::optional<Currency> Currency::of(std::string_view code) {
    if (code.size() != 3) return std::nullopt;
    for (const auto& [decimals, codes] : listed) {
        for (std::size_t at = 0; at < codes.size(); at += 4) {
            if (codes.substr(at, 3) != code) continue;
            Currency found;
            std::ranges::copy(code, found.code_.begin());
            found.decimals_ = decimals;
            return found;
        }
    }
    return std::nullopt;
}

Currency euro() {
    const auto found = Currency::of("EUR");
    invariant(found.has_value(), "the euro is listed");
    return *found;
}

}  // namespace atranka::money
