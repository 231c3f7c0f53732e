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

std::string InventedListHead() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CONSOLIDATED_LIST "
         "dateGenerated=\"2031-02-27T00:00:09.554Z\">\n<INDIVIDUALS>\n";
}

std::string InventedListEntry(int number) {
  const std::string id = std::to_string(9900000 + number);
  const std::string day = "-0" + std::to_string(1 + number % 9) + "-1" + std::to_string(number % 10);
  return "<INDIVIDUAL><DATAID>" + id + "</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>" + Pick(kGivens, number) +
         "</FIRST_NAME><SECOND_NAME>" + Pick(kFamilies, number / 7) + "</SECOND_NAME><THIRD_NAME>" +
         Pick(kFamilies, number / 3) + "</THIRD_NAME><UN_LIST_TYPE>GB</UN_LIST_TYPE><REFERENCE_NUMBER>GBi." +
         std::to_string(1000 + number) + "</REFERENCE_NUMBER><LISTED_ON>2031" + day +
         "</LISTED_ON><GENDER>Male</GENDER><COMMENTS1>Invented commander of an invented group, reported to have "
         "crossed between "
         "Villa Inventada and Puerto Ficticio. Review concluded on an invented day. (invented)</COMMENTS1>"
         "<DESIGNATION><VALUE>Invented Commander</VALUE><VALUE>Former inventor of samples</VALUE></DESIGNATION>"
         "<NATIONALITY><VALUE>Guinea-Bissau</VALUE></NATIONALITY><LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>"
         "<LAST_DAY_UPDATED><VALUE>2032" +
         day +
         "</VALUE></LAST_DAY_UPDATED>"
         "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>El Inventado " +
         std::to_string(number) +
         "</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Ficticio</ALIAS_NAME></"
         "INDIVIDUAL_ALIAS>"
         "<INDIVIDUAL_ADDRESS><STREET>1 Calle Ficticia</STREET><CITY>Villa "
         "Inventada</CITY><COUNTRY>Guinea-Bissau</COUNTRY></INDIVIDUAL_ADDRESS>"
         "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>19" +
         std::to_string(50 + number % 40) + day +
         "</DATE></INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_PLACE_OF_BIRTH><CITY>Puerto "
         "Ficticio</CITY><COUNTRY>Guinea-Bissau</COUNTRY>"
         "</INDIVIDUAL_PLACE_OF_BIRTH><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X" +
         id +
         "</NUMBER><ISSUING_COUNTRY>Guinea-Bissau</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>"
         "<SORT_KEY>INVENTADO</SORT_KEY><SORT_KEY_LAST_MOD/></INDIVIDUAL>\n";
}

std::string InventedListEnd() { return "</INDIVIDUALS>\n</CONSOLIDATED_LIST>\n"; }

}  // namespace entente::bench
