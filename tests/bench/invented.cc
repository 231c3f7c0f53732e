#include "tests/bench/invented.h"

#include <array>
#include <string>

namespace entente::bench {
namespace {

constexpr std::array kFamilies = {"QUISPEROA", "TAMBURELLI", "VANDERZOMEREN", "OKONKWELU", "BRAZHNIKOVICH", "SALVATIERRAN"};
constexpr std::array kGivens = {"ÉDGAR NEPTALÍ", "ILDEMARO", "Nayelí", "JORRITA", "ABDELKARIMA", "MILOSLAVA"};
constexpr std::array kCountries = {"EC", "CO", "CL", "US"};

template <size_t N>
std::string Pick(const std::array<const char*, N>& words, int number) {
  return words[static_cast<size_t>(number) % N];
}

}  // namespace

std::string InventedNotice(int number) {
  const std::string id = "2031/" + std::to_string(100000 + number);
  const std::string link = "2031-" + std::to_string(100000 + number);
  const std::string birth = std::to_string(1950 + number % 50) + "/0" + std::to_string(1 + number % 9) + "/1" +
                            std::to_string(number % 10);
  const std::string country = Pick(kCountries, number);
  return R"({"arrest_warrants": [{"issuing_country_id": ")" + country +
         R"(", "charge": "1) Trafficking in human beings for the purpose of sexual exploitation\r\n2) Unlawful association, acting in concert with other invented persons between the airports of Villa Inventada and Puerto Ficticio", "charge_translation": null}], "weight": 0, "forename": ")" +
         Pick(kGivens, number) + R"(", "date_of_birth": ")" + birth + R"(", "entity_id": ")" + id +
         R"(", "languages_spoken_ids": ["SPA", "ENG"], "nationalities": [")" + country +
         R"("], "height": 1.7)" + std::to_string(number % 10) + R"(, "sex_id": "M", "country_of_birth_id": ")" + country +
         R"(", "name": ")" + Pick(kFamilies, number / 7) + " " + Pick(kFamilies, number / 3) +
         R"(", "distinguishing_marks": "Invented scar on the left eyebrow, tattoo of a hummingbird.", "eyes_colors_id": ["BROD"], "hairs_id": ["BLA"], "place_of_birth": "Villa Inventada", "_embedded": {"links": []}, "_links": {"self": {"href": "https://ws-public.interpol.int/notices/v1/red/)" +
         link + R"("}, "images": {"href": "https://ws-public.interpol.int/notices/v1/red/)" + link +
         R"(/images"}, "thumbnail": {"href": "https://ws-public.interpol.int/notices/v1/red/)" + link + R"(/images/1"}}})";
}

std::string InventedSeizureHeader() {
  return "REGION;SUBREGION;COUNTRY;ADMINISTRATIVE_DIVISION;PLACE;SEIZURE_DATE;DRUG_NAME;AMOUNT;DRUG_UNIT;HIDING_PLACE;"
         "INSTALLATION;TRANSPORT;PRODUCING_COUNTRY;DEPARTURE_COUNTRY;DESTINATION_COUNTRY;ROUTING\n";
}

std::string InventedSeizureRow(int number) {
  return "Americas;South America;Colombia;Departamento Inventado;Puerto Ficticio " + std::to_string(number) +
         ";2016-0" + std::to_string(1 + number % 9) + "-1" + std::to_string(number % 10) + ";Cocaine;" +
         std::to_string(number % 90) + ".25;Kilogram;Baggage;Airport;Commercial air;Colombia;Unknown;Spain;\n";
}

}  // namespace entente::bench
